import type { Call } from '@sippy/kit/call';
import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { type OnceKey, once } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { cafeScope } from '@sippy/kit/scope';
import type { Changed, KitchenOrder, KitchenTicket } from '../domain/kitchen.ts';
import { prepSeconds } from '../domain/work.ts';
import { holdOrders, keepChanges, keepOrders } from './orders.ts';

const insertPrep = statement<object>(
  'kitchen_insert_prep',
  `insert into prep_time (ticket_id, fire_time, cafe_id, organisation_id, station_id, category_ids, bump_time, seconds)
   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
);
const deletePrep = statement<object>(
  'kitchen_delete_prep',
  'delete from prep_time where ticket_id = $1 and fire_time = $2',
);

/** Changes the tickets of an order by `work`, once for a request. Refuses with NOT_FOUND. */
export async function workOn(
  db: Database,
  call: Call,
  key: OnceKey,
  { cafeId, orderId }: { cafeId: string; orderId: string },
  work: (order: KitchenOrder) => Changed,
): Promise<void> {
  const run = () =>
    db.transaction(cafeScope(cafeId), async (tx) => {
      await tx.once(key, { order_id: orderId });
      const before = (await holdOrders(tx, [orderId])).get(orderId);
      if (!before) throw notFound('order', orderId);
      const changed = work(before);
      if (changed.order !== before) await keepOrders(tx, [changed.order]);
      await keepChanges(tx, [changed]);
      await measure(tx, before, changed);
    });
  await once(db, call, key, run, async () => undefined);
}

/** Notes how long bumped tickets took, and forgets it where the bump was undone. */
async function measure(tx: Transaction, order: KitchenOrder, { changes }: Changed): Promise<void> {
  for (const { ticket: after } of changes) {
    const before = order.tickets.find((ticket) => ticket.ticketId === after.ticketId);
    if (!before?.fireTime) continue;
    const seconds = prepSeconds(before, after);
    if (seconds !== undefined) {
      const { cafeId, organisationId } = order;
      const { ticketId, fireTime, stationId } = before;
      const at = [ticketId, fireTime, cafeId, organisationId, stationId];
      await tx.query(insertPrep, [...at, categoriesMade(after), after.bumpTime, seconds]);
    } else if (before.undoRecalled === false && after.bumpTime === null && !after.recalled) {
      await tx.query(deletePrep, [before.ticketId, before.fireTime]);
    }
  }
}

function categoriesMade({ lines }: KitchenTicket): string[] {
  const made = lines.filter((line) => line.made > (line.undo?.made ?? 0));
  return [...new Set(made.map((line) => line.categoryId))];
}
