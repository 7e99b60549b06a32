import type { Logger } from 'pino';
import type { OpenStreams } from '../live/stream-limits.ts';
import type { Observe } from '../telemetry/observe.ts';
import { type AccessRule, admit, compileAccess } from './access.ts';
import { type Actor, type Principal, type Rpc, runInCall, type StreamRpc } from './call.ts';
import { messagesOf, mustHaveAuthorised, untilEnded } from './call-answer.ts';
import { CallState, type Incoming } from './call-state.ts';
import { createConstraints, type Message, type MessageCheck } from './constraints.ts';
import type { Implementation, MethodDefinition } from './definition.ts';
import { type Descriptors, sippyDescriptors } from './descriptors.ts';
import { Fault, toRefusal } from './faults.ts';
import type { Load } from './load.ts';
import {
  cancelled,
  deadlineExceeded,
  type FieldViolation,
  invalidFields,
  type Refusal,
  signInRequired,
} from './refusal.ts';

/** Who calls, as the transport found out. */
export interface Caller {
  readonly principal: Principal;
  readonly actor: Actor;
}

/** Learns who calls; throws UNAUTHENTICATED. At once where nothing has to be verified. */
export type Authenticate = () => Caller | Promise<Caller>;

/** One RPC of a started service, with everything around its handler. Errors are `Refusal`s. */
export interface Endpoint {
  /** Path, such as /sippy.order.v1.OrderService/PlaceOrder. */
  readonly path: string;
  /** Domain of its reasons, such as sippy.order. */
  readonly domain: string;
  readonly method: MethodDefinition;
  readonly internal: boolean;
  /** Answers one call. */
  unary(incoming: Incoming, authenticate: Authenticate, request: RequestSource, how?: How): Promise<unknown>;
  /** Answers with a stream; it is closed when the call ends. */
  stream(
    incoming: Incoming,
    authenticate: Authenticate,
    request: RequestSource,
    how?: How,
  ): AsyncGenerator<unknown>;
}

/** A request, or how to decode it once the caller is known. */
export type RequestSource = Message | (() => Message);

/** What a transport adds to a call. */
export interface How {
  /** Gets the call as soon as there is one, so that the transport can end it. */
  started?(call: CallState): void;
  /** Part of a call that is in work already, and counted. */
  nested?: boolean;
}

/** What endpoints of a host share. */
export interface EndpointOptions {
  readonly log: Logger;
  readonly observe: Observe;
  /** The unary calls of the host. */
  readonly load: Load;
  /** The open streams of the host. */
  readonly streams: OpenStreams;
}

/** Compiles the RPCs of a service. Throws if one has no complete access rule or no handler. */
export function compileEndpoints(implementation: Implementation, options: EndpointOptions): Endpoint[] {
  const descriptors = sippyDescriptors();
  const constraints = createConstraints(descriptors);
  const { definition, handlers } = implementation;
  const domain = definition.fullName.split('.').slice(0, 2).join('.');
  return Object.entries(definition.methods).map(([name, method]) => {
    const handler = handlers[name];
    if (!handler) throw new Error(`${definition.fullName}/${method.name} has no handler`);
    return compileEndpoint({ definition, method, domain, handler, descriptors, constraints, options });
  });
}

interface Compile {
  definition: Implementation['definition'];
  method: MethodDefinition;
  domain: string;
  handler: Implementation['handlers'][string];
  descriptors: Descriptors;
  constraints: ReturnType<typeof createConstraints>;
  options: EndpointOptions;
}

function compileEndpoint({
  definition,
  method,
  domain,
  handler,
  descriptors,
  constraints,
  options,
}: Compile): Endpoint {
  const described = descriptors.method(definition.fullName, method.name);
  const rule = compileAccess(described, descriptors);
  const check = constraints(described.input);
  const path = `/${definition.fullName}/${method.name}`;
  const enter = async (incoming: Incoming, authenticate: Authenticate, source: RequestSource, how?: How) => {
    const authenticated = authenticate();
    const { principal, actor } = authenticated instanceof Promise ? await authenticated : authenticated;
    if (principal.kind === 'guest' && !rule.grants.some((grant) => grant.scope === 'PUBLIC'))
      throw signInRequired();
    const request = typeof source === 'function' ? source() : source;
    const call = new CallState(path, rule, incoming, principal, actor);
    how?.started?.(call);
    letIn(rule, check, call, request);
    return { call, request };
  };
  return {
    path,
    domain,
    method,
    internal: rule.internal,
    async unary(incoming, authenticate, source, how) {
      const done = options.observe(path, domain, incoming);
      const refusal = how?.nested ? undefined : options.load.enter(rule.sheddable);
      if (refusal) throw done(refusal);
      try {
        if (incoming.deadline <= Date.now()) throw deadlineExceeded();
        const { call, request } = await enter(incoming, authenticate, source, how);
        const answer = runInCall(call, () => (handler as Rpc<Message, unknown>)(request, call));
        const response = await untilEnded(answer, call);
        mustHaveAuthorised(call);
        done();
        return response;
      } catch (error) {
        throw done(reported(error, options.log, path));
      } finally {
        if (!how?.nested) options.load.leave(rule.sheddable);
      }
    },
    async *stream(incoming, authenticate, source, how) {
      const done = options.observe(path, domain, incoming);
      let call: CallState | undefined;
      let close: (() => void) | undefined;
      let outcome: Refusal | undefined = cancelled();
      try {
        if (incoming.deadline <= Date.now()) throw deadlineExceeded();
        const entered = await enter(incoming, authenticate, source, how);
        const own = entered.call;
        call = own;
        if (!how?.nested) close = options.streams.open(own);
        const messages = runInCall(own, () => (handler as StreamRpc<Message, unknown>)(entered.request, own));
        yield* messagesOf(own, messages);
        // A handler that ends quietly when it is told to leaves the reason to be said.
        if (own.ended) throw own.ended;
        outcome = undefined;
      } catch (error) {
        outcome = reported(error, options.log, path);
        throw outcome;
      } finally {
        call?.end(cancelled());
        close?.();
        done(outcome);
      }
    },
  };
}

function letIn(rule: AccessRule, check: MessageCheck, call: CallState, request: Message): void {
  call.admit(admit(rule, call.principal, request));
  const violations: FieldViolation[] = [];
  check(request, violations);
  if (violations.length > 0) throw invalidFields(violations);
}

function reported(error: unknown, log: Logger, path: string): Refusal {
  const refusal = toRefusal(error);
  if (refusal instanceof Fault) log.error({ err: refusal.cause, method: path }, 'a call failed');
  return refusal;
}
