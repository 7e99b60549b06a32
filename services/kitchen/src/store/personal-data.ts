/** What tickets say of a person, and how it is removed. */
import { type Database, statement } from '@sippy/kit/db';
import { redactEvents } from '@sippy/kit/event-redact';
import type { Event } from '@sippy/kit/events';
import { serviceScope } from '@sippy/kit/scope';

const ticketsSql = statement<{ ticketId: string }>(
  'kitchen_tickets_of_orders',
  'select ticket_id as "ticketId" from ticket where order_id = any ($1::uuid[]) order by ticket_id for update',
);

/** A quote within a text is escaped, so nothing but a key is found. */
const eraseSql = statement<object>(
  'kitchen_erase_notes',
  `update ticket set lines = regexp_replace(lines::text, '"note": "([^"\\\\]|\\\\.)*"', '"note": ""', 'g')::jsonb
   where ticket_id = any ($1::uuid[])`,
);

/** Empties the notes on the tickets of orders, and takes them out of the tickets' events. */
export function eraseNotes(
  db: Database,
  orderIds: readonly string[],
  redact: (event: Event) => Uint8Array | undefined,
): Promise<void> {
  return db.transaction(serviceScope, async (tx) => {
    const ids = (await tx.query(ticketsSql, [orderIds])).map(({ ticketId }) => ticketId);
    await tx.query(eraseSql, [ids]);
    await redactEvents(tx, ids, redact);
  });
}
