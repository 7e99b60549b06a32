import type { Call } from '@sippy/kit/call';
import { type Json, type OnceKey, once, remembered } from '@sippy/kit/once';
import { Refusal } from '@sippy/kit/refusal';
import type { OrderContext } from '../context.ts';
import type { Order } from '../domain/order.ts';
import { reachOrder } from './reach-order.ts';

/**
 * Does something to an order once for a request; the same request again gives the order as it is now. What would be
 * refused by now (the muffin has sold out, the order has moved on) may have been done already by the same call: then
 * that counts.
 */
export async function orderOnce(
  ctx: OrderContext,
  call: Call,
  key: OnceKey,
  run: () => Promise<Order>,
): Promise<Order> {
  const replay = (made: Json) => reachOrder(ctx, call, (made as { orderId: string }).orderId);
  try {
    return await once(ctx.db, call, key, run, replay);
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason === 'REQUEST_ID_REUSED') throw error;
    const made = await remembered(ctx.db, call, key);
    if (made === undefined) throw error;
    return replay(made);
  }
}
