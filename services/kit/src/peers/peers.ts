import type { GenericDefinition } from '../call/definition.ts';
import type { Endpoint } from '../call/endpoint.ts';
import { Refusal } from '../call/refusal.ts';
import type { ServiceTokenSource } from '../call/token.ts';
import { type Breaker, type BreakerListener, createBreaker } from './breaker.ts';
import type { OnBehalf, PeerClient } from './client.ts';
import { type Outgoing, outgoing } from './peer-call.ts';
import { openChannel, type PeerChannel } from './peer-channel.ts';
import { direct } from './peer-direct.ts';
import { type ObservePeer, observed, observedStream } from './peer-observe.ts';

/** How the services of a host reach others. */
export interface PeersOptions {
  /** Endpoints of this host, by path; complete once all services have started. */
  readonly hosted: ReadonlyMap<string, Endpoint>;
  /** Address of a service that is not hosted here; throws if none is configured. */
  addressOf(service: string): string;
  readonly tokens: ServiceTokenSource | undefined;
  readonly traceRatio: number;
  /** Makes the spans of the calls; none are made if left out. */
  readonly observe?: ObservePeer | undefined;
  /** Told what the breakers before the peers do. */
  readonly breakers?: BreakerListener | undefined;
}

/** Makes clients of other services. */
export interface Peers {
  client<D extends GenericDefinition>(service: string, definition: D): PeerClient<D>;
  close(): void;
}

const TRIES = 3;

/** Clients that call directly what is hosted here and over gRPC what is not. */
export function createPeers(options: PeersOptions): Peers {
  const channels = new Map<string, { channel: PeerChannel; breaker: Breaker }>();
  const reach = (target: string) => {
    let known = channels.get(target);
    if (!known) {
      known = {
        channel: openChannel(options.addressOf(target), options.tokens),
        breaker: createBreaker(target, {}, options.breakers),
      };
      channels.set(target, known);
    }
    return known;
  };
  return {
    client<D extends GenericDefinition>(service: string, definition: D): PeerClient<D> {
      const target = definition.fullName.split('.')[1] ?? '';
      const client: Record<string, unknown> = {};
      const { hosted, observe, traceRatio } = options;
      const own = { service, traceRatio, tracing: observe !== undefined };
      for (const [name, method] of Object.entries(definition.methods)) {
        const path = `/${definition.fullName}/${method.name}`;
        const unary = (call: Outgoing) => {
          const endpoint = hosted.get(path);
          if (endpoint) return direct(endpoint, service, call).unary();
          const { channel, breaker } = reach(target);
          return withRetries(call, () => breaker.run(() => channel.unary(service, call)));
        };
        const stream = (call: Outgoing) => {
          const endpoint = hosted.get(path);
          return endpoint
            ? direct(endpoint, service, call).stream()
            : reach(target).channel.stream(service, call);
        };
        client[name] = method.responseStream
          ? (request: unknown, on: OnBehalf) => {
              const call = outgoing(path, method, request, on, own);
              const { span, correlationId } = call;
              if (!span || !observe) return stream(call);
              return observedStream(stream(call), () => observe(path, target, span, correlationId));
            }
          : async (request: unknown, on: OnBehalf) => {
              const call = outgoing(path, method, request, on, own);
              const { span, correlationId } = call;
              if (!span || !observe) return unary(call);
              const done = observe(path, target, span, correlationId);
              return observed(() => unary(call), done);
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
