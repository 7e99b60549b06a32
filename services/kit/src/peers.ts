import { type Breaker, createBreaker } from './breaker.ts';
import type { Actor, Call, Principal } from './call.ts';
import { CallState, type Incoming } from './call-state.ts';
import type { CallOptions, OnBehalf, PeerClient } from './client.ts';
import type { GenericDefinition, MethodDefinition } from './definition.ts';
import type { Endpoint } from './endpoint.ts';
import { newId } from './ids.ts';
import { openChannel, type PeerChannel } from './peer-channel.ts';
import { cancelled, Refusal } from './refusal.ts';
import type { ServiceTokenSource } from './token.ts';
import { childContext, formatTraceparent, parseTraceparent } from './trace-context.ts';

/** How the services of a host reach others. */
export interface PeersOptions {
  /** Endpoints of this host, by path; complete once all services have started. */
  readonly hosted: ReadonlyMap<string, Endpoint>;
  /** Address of a service that is not hosted here; throws if none is configured. */
  addressOf(service: string): string;
  readonly tokens: ServiceTokenSource | undefined;
  readonly traceRatio: number;
}

/** Makes clients of other services. */
export interface Peers {
  client<D extends GenericDefinition>(service: string, definition: D): PeerClient<D>;
  close(): void;
}

/** One call to a peer, on its way. */
export interface Outgoing {
  readonly path: string;
  readonly method: MethodDefinition;
  readonly request: unknown;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** The call on whose behalf it is made; it ends this one with it. */
  readonly parent: CallState | undefined;
  readonly signal: AbortSignal | undefined;
  readonly correlationId: string;
  readonly traceparent: string;
  readonly actor: Actor;
}

const DEFAULT_DEADLINE_MS = 10_000;
const TRIES = 3;

/** Clients that call directly what is hosted here and over gRPC what is not. */
export function createPeers(options: PeersOptions): Peers {
  const channels = new Map<string, { channel: PeerChannel; breaker: Breaker }>();
  const reach = (target: string) => {
    let known = channels.get(target);
    if (!known) {
      known = {
        channel: openChannel(options.addressOf(target), options.tokens),
        breaker: createBreaker(target),
      };
      channels.set(target, known);
    }
    return known;
  };
  return {
    client<D extends GenericDefinition>(service: string, definition: D): PeerClient<D> {
      const target = definition.fullName.split('.')[1] ?? '';
      const client: Record<string, unknown> = {};
      for (const [name, method] of Object.entries(definition.methods)) {
        const path = `/${definition.fullName}/${method.name}`;
        const prepare = (request: unknown, on: OnBehalf) =>
          outgoing(service, path, method, request, on, options.traceRatio);
        client[name] = method.responseStream
          ? (request: unknown, on: OnBehalf) => {
              const call = prepare(request, on);
              const endpoint = options.hosted.get(path);
              return endpoint
                ? direct(endpoint, service, call).stream()
                : reach(target).channel.stream(service, call);
            }
          : async (request: unknown, on: OnBehalf) => {
              const call = prepare(request, on);
              const endpoint = options.hosted.get(path);
              if (endpoint) return direct(endpoint, service, call).unary();
              const { channel, breaker } = reach(target);
              return withRetries(call, () => breaker.run(() => channel.unary(service, call)));
            };
      }
      return client as PeerClient<D>;
    },
    close() {
      for (const { channel, breaker } of channels.values()) {
        channel.close();
        breaker.close();
      }
    },
  };
}

function outgoing(
  service: string,
  path: string,
  method: MethodDefinition,
  partial: unknown,
  on: OnBehalf,
  ratio: number,
): Outgoing {
  const call = isCall(on) ? on : undefined;
  const options = on as CallOptions;
  const own = method.responseStream
    ? Number.POSITIVE_INFINITY
    : Date.now() + (call ? DEFAULT_DEADLINE_MS : (options.deadlineMs ?? DEFAULT_DEADLINE_MS));
  const correlationId = on.correlationId ?? newId();
  const traceparent = on.traceparent ?? formatTraceparent(childContext(undefined, correlationId, ratio));
  return {
    path,
    method,
    request: method.requestType.fromPartial(partial as never),
    deadline: call ? Math.min(call.deadline, own) : own,
    parent: call instanceof CallState ? call : undefined,
    signal: call ? undefined : options.signal,
    correlationId,
    traceparent,
    actor: (call ? call.actor : options.actor) ?? { kind: 'service', id: service },
  };
}

function isCall(on: OnBehalf): on is Call {
  return on instanceof CallState || 'principal' in on;
}

/** Calls a co-hosted endpoint: the same checks and errors as over the wire, without it. */
function direct(endpoint: Endpoint, service: string, call: Outgoing) {
  const principal: Principal = { kind: 'service', id: service, grants: [], platform: [] };
  const incoming: Incoming = {
    metadata: new Map(),
    deadline: call.deadline,
    correlationId: call.correlationId,
    trace: childContext(parseTraceparent(call.traceparent), call.correlationId, 0),
    ip: '',
    userAgent: `sippy-${service}`,
    setHeader: () => {},
  };
  const authenticate = () => ({ principal, actor: call.actor });
  let unlink = () => {};
  const started = (state: CallState) => {
    const end = () => state.end(cancelled());
    const off = call.parent?.onEnd((reason) => state.end(reason));
    call.signal?.addEventListener('abort', end, { once: true });
    unlink = () => {
      off?.();
      call.signal?.removeEventListener('abort', end);
    };
  };
  return {
    async unary() {
      try {
        return await endpoint.unary(incoming, authenticate, call.request as never, { started, nested: true });
      } catch (error) {
        throw asPeer(error, endpoint, call.correlationId);
      } finally {
        unlink();
      }
    },
    async *stream() {
      try {
        yield* endpoint.stream(incoming, authenticate, call.request as never, { started, nested: true });
      } catch (error) {
        throw asPeer(error, endpoint, call.correlationId);
      } finally {
        unlink();
      }
    },
  };
}

/** A refusal as it would have come over the wire: it is the peer's, not ours. */
function asPeer(error: unknown, { path, domain }: Endpoint, correlationId: string): unknown {
  if (!(error instanceof Refusal)) return error;
  const { code, reason, message, metadata, fields, retryAfterMs } = error;
  const extra = {
    domain: error.domain || domain,
    metadata: { ...metadata, correlation_id: correlationId },
    fields,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return new Refusal(code, reason, message, extra, path);
}

/** Tries again what was lost on the way, if the contract says that a repetition is harmless. */
async function withRetries<T>(call: Outgoing, attempt: () => Promise<T>): Promise<T> {
  const options = (call.method as { options?: object }).options ?? {};
  const repeatable = 'idempotencyLevel' in options;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const lost = error instanceof Refusal && error.code === 'UNAVAILABLE';
      const pauseMs = 25 * 2 ** tries * (0.5 + Math.random());
      if (!repeatable || !lost || tries >= TRIES || Date.now() + pauseMs >= call.deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
