import { SpanKind } from '@opentelemetry/api';
import { cancelled } from '../call/refusal.ts';
import { endSpan } from '../telemetry/observe.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { TraceContext } from '../telemetry/trace-context.ts';

/** Ends the span of a call to a peer, with the error if there was one. */
export type PeerDone = (error?: unknown) => void;

/** Begins the span of a call to a peer, tries included: the parent of the spans that the peer makes. */
export type ObservePeer = (
  path: string,
  target: string,
  own: TraceContext,
  correlationId: string,
) => PeerDone;

/** Observes calls to peers by their spans; undefined where spans go nowhere. Only for contexts that are recorded. */
export function createObservePeer(telemetry: Telemetry): ObservePeer | undefined {
  if (!telemetry.tracing) return undefined;
  return (path, target, own, correlationId) => {
    const span = telemetry.startSpan(path.slice(1), SpanKind.CLIENT, own, {
      'rpc.system': 'grpc',
      'rpc.service': `sippy.${target}`,
      'peer.service': target,
      'sippy.correlation_id': correlationId,
    });
    return (error) => endSpan(span, error);
  };
}

/** A call under a span. */
export async function observed<T>(call: () => Promise<T>, done: PeerDone): Promise<T> {
  try {
    const answer = await call();
    done();
    return answer;
  } catch (error) {
    done(error);
    throw error;
  }
}

/** A stream under a span, from its first reading to its end; a reader that leaves has cancelled it. */
export async function* observedStream(
  messages: AsyncGenerator<unknown>,
  begin: () => PeerDone,
): AsyncGenerator<unknown> {
  const done = begin();
  let outcome: unknown = cancelled();
  try {
    yield* messages;
    outcome = undefined;
  } catch (error) {
    outcome = error;
    throw error;
  } finally {
    done(outcome);
  }
}
