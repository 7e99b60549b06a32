import type { Actor, Call } from '../call/call.ts';
import { CallState } from '../call/call-state.ts';
import type { MethodDefinition } from '../call/definition.ts';
import { newId } from '../ids.ts';
import {
  childContext,
  formatTraceparent,
  parseTraceparent,
  type TraceContext,
} from '../telemetry/trace-context.ts';
import type { CallOptions, OnBehalf } from './client.ts';

/** One call to a peer, on its way. */
export interface Outgoing {
  readonly path: string;
  readonly method: MethodDefinition;
  readonly request: unknown;
  /** Epoch milliseconds; Infinity for streams without one. */
  readonly deadline: number;
  /** The call on whose behalf it is made; it ends this one with it. */
  readonly parent: CallState | undefined;
  readonly signal: AbortSignal | undefined;
  readonly correlationId: string;
  readonly traceparent: string;
  /** The span of this very call, where its trace is recorded. */
  readonly span: TraceContext | undefined;
  readonly actor: Actor;
}

/** Who calls, and whether the spans of calls go anywhere. */
export interface OutgoingOptions {
  readonly service: string;
  /** Share of the traces begun here that are recorded. */
  readonly traceRatio: number;
  readonly tracing: boolean;
}

const DEFAULT_DEADLINE_MS = 10_000;

/** A call of `method`, with the deadline, trace and actor of the one on whose behalf it is made. */
export function outgoing(
  path: string,
  method: MethodDefinition,
  partial: unknown,
  on: OnBehalf,
  options: OutgoingOptions,
): Outgoing {
  const call = isCall(on) ? on : undefined;
  const extra = on as CallOptions;
  const correlationId = on.correlationId ?? newId();
  const defaultMs = method.responseStream ? Number.POSITIVE_INFINITY : DEFAULT_DEADLINE_MS;
  const ownDeadline = Date.now() + (call ? defaultMs : (extra.deadlineMs ?? defaultMs));
  return {
    path,
    method,
    request: method.requestType.fromPartial(partial as never),
    deadline: call ? Math.min(call.deadline, ownDeadline) : ownDeadline,
    parent: call instanceof CallState ? call : undefined,
    signal: call ? undefined : extra.signal,
    correlationId,
    ...traceOf(on, correlationId, options),
    actor: (call ? call.actor : extra.actor) ?? { kind: 'service', id: options.service },
  };
}

/** The trace that a call goes out in: with a span of its own where that is recorded, else its caller's. */
function traceOf(on: OnBehalf, correlationId: string, { traceRatio, tracing }: OutgoingOptions) {
  const { traceparent } = on;
  if (traceparent === undefined) {
    const root = childContext(undefined, correlationId, traceRatio);
    return { traceparent: formatTraceparent(root), span: tracing && root.sampled ? root : undefined };
  }
  const parent = tracing ? (on instanceof CallState ? on.trace : parseTraceparent(traceparent)) : undefined;
  if (!parent?.sampled) return { traceparent, span: undefined };
  const span = childContext(parent, correlationId, 0);
  return { traceparent: formatTraceparent(span), span };
}

function isCall(on: OnBehalf): on is Call {
  return on instanceof CallState || 'principal' in on;
}
