import type { Actor, Call } from '../call/call.ts';
import type { GenericDefinition, RequestInputOf, ResponseOf } from '../call/definition.ts';

/** What a call made outside any other call (a job, a consumer, a test) says about itself. */
export interface CallOptions {
  /** Time to answer in milliseconds; 10,000 for unary calls if left out, no limit for streams. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** Taken from the event that caused it, so that the trail does not end here. */
  readonly correlationId?: string;
  readonly traceparent?: string;
  /** On whose account it is done; the calling service's own if left out. */
  readonly actor?: Actor;
}

/** The call on whose behalf a peer is called (its deadline, trace, actor and cancellation go along), or options. */
export type OnBehalf = Call | CallOptions;

/**
 * Typed client of another service. An error is a `Refusal` with the peer's code, reason and details; a call is tried
 * again only if its `idempotency_level` says that this is harmless.
 */
export type PeerClient<D extends GenericDefinition> = {
  readonly [K in keyof D['methods']]: D['methods'][K]['responseStream'] extends true
    ? (request: RequestInputOf<D['methods'][K]>, on: OnBehalf) => AsyncIterable<ResponseOf<D['methods'][K]>>
    : (request: RequestInputOf<D['methods'][K]>, on: OnBehalf) => Promise<ResponseOf<D['methods'][K]>>;
};
