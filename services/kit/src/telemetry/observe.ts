import { type Attributes, type Histogram, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Incoming } from '../call/call-state.ts';
import { codes, Refusal } from '../call/refusal.ts';
import type { Telemetry } from './telemetry.ts';

/**
 * Begins to observe a call: its time, its outcome and, if its trace is recorded, its span. What it returns is called at the
 * end, with the refusal if there was one, and gives that back.
 */
export type Observe = (path: string, domain: string, incoming: Incoming) => Done;

/** Ends an observation. */
export interface Done {
  (refusal: Refusal): Refusal;
  (refusal?: Refusal): void;
}

/** Observes calls by a histogram of seconds per method and code. */
export function createObserve(telemetry: Telemetry): Observe {
  const seconds: Histogram = telemetry.meter.createHistogram('rpc_server_duration_seconds', {
    description: 'Time to answer a call.',
    advice: {
      explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    },
  });
  const known = new Map<string, Attributes>();
  const attributesOf = (path: string, code: string): Attributes => {
    const key = path + code;
    let attributes = known.get(key);
    if (!attributes) {
      attributes = { rpc_method: path.slice(1), code };
      known.set(key, attributes);
    }
    return attributes;
  };
  return (path, domain, incoming) => {
    const started = performance.now();
    const span =
      telemetry.tracing && incoming.trace.sampled
        ? telemetry.startSpan(path.slice(1), SpanKind.SERVER, incoming.trace, {
            'rpc.system': 'grpc',
            'rpc.service': domain,
            'sippy.correlation_id': incoming.correlationId,
          })
        : undefined;
    const done = (refusal?: Refusal) => {
      seconds.record((performance.now() - started) / 1000, attributesOf(path, refusal?.code ?? 'OK'));
      if (span) endSpan(span, refusal);
      return refusal;
    };
    return done as Done;
  };
}

/** Ends the span of a call, with the error if there was one. */
export function endSpan(span: Span, error: unknown): void {
  const code = error === undefined ? 'OK' : error instanceof Refusal ? error.code : 'UNKNOWN';
  span.setAttribute('rpc.grpc.status_code', codes[code]);
  if (error !== undefined) {
    const message = error instanceof Refusal ? error.reason : code;
    span.setStatus({ code: SpanStatusCode.ERROR, message });
  }
  span.end();
}
