import type { Call } from '@sippy/kit/call';
import { type OnceKey, once } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { cafeScope } from '@sippy/kit/scope';
import type { KitchenContext } from '../context.ts';
import type { Changed, KitchenOrder } from '../domain/kitchen.ts';
import { holdOrders, keepChanges, keepOrders } from '../store/orders.ts';
import { notePrepTimes } from '../store/prep-times.ts';

/** What somebody does with tickets of an order at a time: the order after it, and which tickets changed. */
export type Action = (order: KitchenOrder, time: Date) => Changed;

/** Does an action, once for a request: holds the order, changes its tickets and tells of it. Refuses with NOT_FOUND. */
export async function actOnOrder(
  { db, clock }: KitchenContext,
  call: Call,
  key: OnceKey,
  { cafeId, orderId }: { cafeId: string; orderId: string },
  action: Action,
): Promise<void> {
  const now = clock.now();
  const run = () =>
    db.transaction(cafeScope(cafeId), async (tx) => {
      await tx.once(key, { order_id: orderId });
      const before = (await holdOrders(tx, [orderId])).get(orderId);
      if (!before) throw notFound('order', orderId);
      const changed = action(before, now);
      if (changed.order !== before) await keepOrders(tx, [changed.order]);
      await keepChanges(tx, [changed]);
      await notePrepTimes(tx, before, changed);
    });
  await once(db, call, key, run, async () => undefined);
}
