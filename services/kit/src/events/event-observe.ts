import { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Database } from '../data/db.ts';
import { serviceScope } from '../data/scope.ts';
import { statement } from '../data/statement.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { childContext, parseTraceparent } from '../telemetry/trace-context.ts';
import type { Consumer, Event } from './events.ts';
import type { RelayStatus } from './relay.ts';

const lag = statement<{ seconds: number; dead: bigint }>(
  'kit_event_lag',
  `select coalesce(extract(epoch from now() - min(time)), 0)::float8 as seconds,
     (select count(*) from dead_letter where state = 'DEAD') as dead
   from event where xid >= $1::xid8`,
);

/** What is counted of a service's events. */
export interface Observed {
  db: Database;
  status(): RelayStatus | undefined;
  consumers(): readonly { name: string; finished: number }[];
}

/** Shows relay lag, events sent and consumed, and dead letters as metrics. Returns how to stop that. */
export function observeEvents(telemetry: Telemetry, observed: Observed): () => void {
  const { db } = observed;
  const { meter } = telemetry;
  const service = { service: db.service };
  const lagSeconds = meter.createObservableGauge('sippy_relay_lag_seconds', {
    description: 'Age of the oldest event that is not in its stream yet.',
  });
  const dead = meter.createObservableGauge('sippy_dead_letters', {
    description: 'Events that wait for a person.',
  });
  const sent = meter.createObservableCounter('sippy_events_sent', {
    description: 'Events sent to their stream.',
  });
  const consumed = meter.createObservableCounter('sippy_events_consumed', {
    description: 'Events that a consumer has finished.',
  });
  const observables = [lagSeconds, dead, sent, consumed];
  const callback: Parameters<typeof meter.addBatchObservableCallback>[0] = async (result) => {
    const status = observed.status();
    for (const { name, finished } of observed.consumers())
      result.observe(consumed, finished, { ...service, consumer: name });
    result.observe(sent, status?.sent ?? 0, service);
    if (!status?.leading || !status.cursor) return;
    const [row] = await db.read(serviceScope, lag, [status.cursor.xid]).catch(() => []);
    if (!row) return;
    result.observe(lagSeconds, row.seconds, service);
    result.observe(dead, Number(row.dead), service);
  };
  meter.addBatchObservableCallback(callback, observables);
  return () => meter.removeBatchObservableCallback(callback, observables);
}

/** Ends the spans of a batch. */
export type Applied = (error?: unknown) => void;

/** Begins a span for each event of a batch whose trace is recorded, as a child of the call that caused the event. */
export function traceBatch(
  telemetry: Telemetry,
  consumer: Consumer,
  events: readonly Event[],
): Applied | undefined {
  if (!telemetry.tracing) return undefined;
  const spans: Span[] = [];
  for (const event of events) {
    const parent = parseTraceparent(event.traceparent);
    if (!parent?.sampled) continue;
    const own = childContext(parent, event.correlationId, 0);
    spans.push(
      telemetry.startSpan(`${consumer.name} ${event.type}`, SpanKind.CONSUMER, own, {
        'messaging.system': 'nats',
        'messaging.message.id': event.eventId,
        'sippy.correlation_id': event.correlationId,
      }),
    );
  }
  if (spans.length === 0) return undefined;
  return (error) => {
    for (const span of spans) {
      if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    }
  };
}
