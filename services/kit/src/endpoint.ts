import { configureTextEncoding } from '@bufbuild/protobuf/wire';
import type { Logger } from 'pino';
import { type AccessRule, admit, compileAccess } from './access.ts';
import { type Actor, type Principal, type Rpc, runInCall, type StreamRpc } from './call.ts';
import { CallState, type Incoming } from './call-state.ts';
import { createConstraints, type Message, type MessageCheck } from './constraints.ts';
import type { Implementation, MethodDefinition } from './definition.ts';
import { type Descriptors, sippyDescriptors } from './descriptors.ts';
import { Fault, toRefusal } from './faults.ts';
import type { Observe } from './observe.ts';
import {
  cancelled,
  deadlineExceeded,
  type FieldViolation,
  invalidFields,
  malformedRequest,
  type Refusal,
  tooManyRequests,
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
  /** Answers one call. `started` gets the call as soon as there is one, so that the transport can end it. */
  unary(
    incoming: Incoming,
    authenticate: Authenticate,
    request: Message,
    started?: (call: CallState) => void,
  ): Promise<unknown>;
  /** Answers with a stream; it is closed when the call ends. */
  stream(
    incoming: Incoming,
    authenticate: Authenticate,
    request: Message,
    started?: (call: CallState) => void,
  ): AsyncGenerator<unknown>;
}

/** What endpoints of a host share. */
export interface EndpointOptions {
  readonly log: Logger;
  readonly observe: Observe;
  /** Most unary calls in work at once. */
  readonly maxRunning: number;
}

/** Counts what is in work, over all endpoints of a host. */
export interface Load {
  running: number;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
// Texts that are not UTF-8 are refused instead of being changed.
configureTextEncoding({
  encodeUtf8: (text) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>,
  decodeUtf8: (bytes) => strictUtf8.decode(bytes),
  checkUtf8: (text) => text.isWellFormed(),
});

/** Compiles the RPCs of a service. Throws if one has no complete access rule or no handler. */
export function compileEndpoints(
  implementation: Implementation,
  options: EndpointOptions,
  load: Load,
): Endpoint[] {
  const descriptors = sippyDescriptors();
  const constraints = createConstraints(descriptors);
  const { definition, handlers } = implementation;
  const domain = definition.fullName.split('.').slice(0, 2).join('.');
  return Object.entries(definition.methods).map(([name, method]) => {
    const handler = handlers[name];
    if (!handler) throw new Error(`${definition.fullName}/${method.name} has no handler`);
    return compileEndpoint({ definition, method, domain, handler, descriptors, constraints, options, load });
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
  load: Load;
}

function compileEndpoint({
  definition,
  method,
  domain,
  handler,
  descriptors,
  constraints,
  options,
  load,
}: Compile): Endpoint {
  const described = descriptors.method(definition.fullName, method.name);
  const rule = compileAccess(described, descriptors);
  const check = constraints(described.input);
  const path = `/${definition.fullName}/${method.name}`;
  const enter = async (
    incoming: Incoming,
    authenticate: Authenticate,
    request: Message,
    started?: (call: CallState) => void,
  ) => {
    const authenticated = authenticate();
    const { principal, actor } = authenticated instanceof Promise ? await authenticated : authenticated;
    const call = new CallState(path, rule, incoming, principal, actor);
    started?.(call);
    letIn(rule, check, call, request);
    return call;
  };
  return {
    path,
    domain,
    method,
    internal: rule.internal,
    async unary(incoming, authenticate, request, started) {
      const done = options.observe(path, domain, incoming);
      if (load.running >= options.maxRunning)
        throw done(tooManyRequests(1000, 'The service is busy. Try again in a second.'));
      load.running += 1;
      try {
        if (incoming.deadline <= Date.now()) throw deadlineExceeded();
        const call = await enter(incoming, authenticate, request, started);
        const answer = runInCall(call, () => (handler as Rpc<Message, unknown>)(request, call));
        const response = await withinDeadline(answer, call);
        mustHaveAuthorised(call);
        done();
        return response;
      } catch (error) {
        throw done(reported(error, options.log, path));
      } finally {
        load.running -= 1;
      }
    },
    async *stream(incoming, authenticate, request, started) {
      const done = options.observe(path, domain, incoming);
      let call: CallState | undefined;
      try {
        call = await enter(incoming, authenticate, request, started);
        const own = call;
        const source = runInCall(own, () => (handler as StreamRpc<Message, unknown>)(request, own));
        yield* inCall(own, source);
        done();
      } catch (error) {
        throw done(reported(error, options.log, path));
      } finally {
        call?.end(cancelled());
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

function mustHaveAuthorised(call: CallState): void {
  if (call.mustAuthorise() && !call.authorised)
    throw new Error(`${call.method} answered without authorising what it found`);
}

/** The answer, or DEADLINE_EXCEEDED when it does not come in time; the handler is told by its signal. */
function withinDeadline<T>(answer: Promise<T>, call: CallState): Promise<T> {
  const leftMs = call.deadline - Date.now();
  if (!Number.isFinite(leftMs) || leftMs > 2 ** 31 - 1) return answer;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => {
        const late = deadlineExceeded();
        call.end(late);
        reject(late);
      },
      Math.max(0, leftMs),
    );
    answer.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

/** Every step of a stream's iteration is part of its call, and the first message shows that it was authorised. */
async function* inCall(call: CallState, source: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  const iterator = source[Symbol.asyncIterator]();
  let first = true;
  try {
    while (true) {
      const next = await runInCall(call, () => iterator.next());
      if (next.done) return;
      if (first) mustHaveAuthorised(call);
      first = false;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

function reported(error: unknown, log: Logger, path: string): Refusal {
  const refusal = toRefusal(error);
  if (refusal instanceof Fault) log.error({ err: refusal.cause, method: path }, 'a call failed');
  return refusal;
}

/** Decodes a request; throws INVALID_ARGUMENT for bytes that are no such message. */
export function decodeRequest(method: MethodDefinition, bytes: Uint8Array): Message {
  try {
    return method.requestType.decode(bytes) as Message;
  } catch (error) {
    const notText =
      error instanceof TypeError &&
      (error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
    throw malformedRequest(notText ? 'a text is not UTF-8' : 'its bytes cannot be read');
  }
}
