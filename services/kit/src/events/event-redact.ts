import { Event as EventMessage } from '@sippy/proto/event/v1/event';
import { statement } from '../data/statement.ts';
import type { Transaction } from '../data/transaction.ts';
import type { Event } from './events.ts';

const findSql = statement<{ envelope: Buffer }>(
  'kit_find_events_of',
  'select envelope from event where aggregate_id = any ($1::uuid[])',
);
const redactSql = statement<object>('kit_redact_events', 'select redact_events($1::uuid[], $2::bytea[])');

/**
 * Takes what is personal out of the events of some things, in a transaction under the service scope. `redact` gives the payload
 * without it, or undefined where there is none. Returns how many events were changed.
 */
export async function redactEvents(
  tx: Transaction,
  aggregateIds: readonly string[],
  redact: (event: Event) => Uint8Array | undefined,
): Promise<number> {
  if (aggregateIds.length === 0) return 0;
  const found = await tx.query(findSql, [aggregateIds]);
  const changed = found.flatMap(({ envelope }) => {
    const event = EventMessage.decode(envelope);
    const payload = redact(event);
    return payload ? [{ ...event, payload: Buffer.from(payload) }] : [];
  });
  if (changed.length === 0) return 0;
  const envelopes = changed.map((event) => Buffer.from(EventMessage.encode(event).finish()));
  await tx.query(redactSql, [changed.map(({ eventId }) => eventId), envelopes]);
  return changed.length;
}
