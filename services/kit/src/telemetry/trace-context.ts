import { randomFillSync } from 'node:crypto';

/** Where a call stands in its trace, as W3C Trace Context names it. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  /** Span that this one is part of; undefined where the trace begins here. */
  readonly parentSpanId?: string;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const CORRELATION = /^[\w.:-]{8,64}$/;
const UUID_HEX = /^[0-9a-f]{32}$/;
const pool = Buffer.alloc(8 * 256);
let used = pool.length;

/** A span id: 16 hex digits. */
export function newSpanId(): string {
  if (used >= pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 8;
  return pool.toString('hex', used - 8, used);
}

/** Reads a `traceparent`; undefined if it is none, or of all zeros. */
export function parseTraceparent(text: string | undefined): TraceContext | undefined {
  const match = text === undefined ? null : TRACEPARENT.exec(text);
  if (!match) return undefined;
  const [, traceId = '', spanId = '', flags = '00'] = match;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Writes a `traceparent`. */
export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** The id that a client gave, if it can be one. */
export function readCorrelationId(text: string | undefined): string | undefined {
  return text !== undefined && CORRELATION.test(text) ? text : undefined;
}

/** The context of a new span: in the caller's trace, else in one that is named after the correlation id. */
export function childContext(
  parent: TraceContext | undefined,
  correlationId: string,
  ratio: number,
): TraceContext {
  if (parent) {
    const { traceId, sampled, spanId: parentSpanId } = parent;
    return { traceId, spanId: newSpanId(), sampled, parentSpanId };
  }
  const hex = correlationId.replaceAll('-', '').toLowerCase();
  const traceId = UUID_HEX.test(hex) && !/^0+$/.test(hex) ? hex : newSpanId() + newSpanId();
  return { traceId, spanId: newSpanId(), sampled: ratio > 0 && Math.random() < ratio };
}
