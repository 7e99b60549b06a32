import type { Call } from '@sippy/kit/call';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import type { OnceKey } from '@sippy/kit/once';
import { alreadyExists } from '@sippy/kit/refusal';
import type { OrderContext } from '../context.ts';
import { placed } from '../domain/new-order.ts';
import type { Order } from '../domain/order.ts';
import { orderEvent } from '../messages/facts.ts';
import { insertOrder } from '../store/save-order.ts';

/**
 * Writes a new order with the next number of a series. One that is taken (a restored database may have given it out
 * before) is skipped as long as the caller waits. Refuses an id that another order has.
 */
export async function insertNumbered(
  ctx: OrderContext,
  call: Call,
  unnumbered: Order,
  series: string,
  key: OnceKey,
): Promise<Order> {
  const { cafeId, organisationId, businessDay: day } = unnumbered;
  for (;;) {
    const number = await ctx.numbers.next({ cafeId, organisationId, businessDay: day, series });
    const order = { ...unnumbered, number };
    try {
      const event = ctx.events.draft(call, orderEvent(placed(order)));
      ctx.known.keep(order, await insertOrder(ctx.db, order, event, key));
      return order;
    } catch (error) {
      if (isUniqueViolation(error, 'order_pkey')) throw alreadyExists('order', order.orderId);
      if (!isUniqueViolation(error, 'order_number')) throw error;
      call.signal.throwIfAborted();
    }
  }
}
