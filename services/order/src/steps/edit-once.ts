import type { Call } from '@sippy/kit/call';
import { type OnceKey, onceKey } from '@sippy/kit/once';
import { staleVersion } from '@sippy/kit/refusal';
import type { OrderContext } from '../context.ts';
import type { Changed } from '../domain/change.ts';
import type { Order } from '../domain/order.ts';
import { fireIfCovered } from '../domain/progress.ts';
import { orderEvent } from '../messages/facts.ts';
import { updateOrder } from '../store/save-order.ts';
import { orderOnce } from './order-once.ts';
import { reachOrder } from './reach-order.ts';

/** Tries against others who change the same order at the same time. */
const MAX_TRIES = 25;

/** Computes a change of an order as it was just read; runs again if somebody else was faster. */
export type Edit = (order: Order, now: Date) => Changed | Promise<Changed>;

/**
 * Changes an order once for a request, and returns it as it is then. Changes of several people at the same time are
 * applied one after the other, each to what the others made. An order that waits for money and has nothing left to pay
 * then goes to the kitchen.
 */
export async function editOnce<Q extends { requestId: string; orderId: string }>(
  ctx: OrderContext,
  call: Call,
  request: Q,
  codec: { encode(request: Q): { finish(): Uint8Array } },
  edit: Edit,
): Promise<Order> {
  const key = onceKey(call, request, (r) => codec.encode(r).finish());
  const order = await orderOnce(ctx, call, key, () => applyEdit(ctx, call, request.orderId, key, edit));
  return fireCovered(ctx, call, order);
}

/** A change and a fact of its own. Where somebody is faster, they do it, or the request sent again, or the expiry. */
async function fireCovered(ctx: OrderContext, call: Call, order: Order): Promise<Order> {
  const fired = fireIfCovered(order, ctx.clock.now());
  if (!fired) return order;
  const event = ctx.events.draft(call, orderEvent(fired));
  return (await updateOrder(ctx.db, order, fired, event, undefined)) ? fired.order : order;
}

async function applyEdit(
  ctx: OrderContext,
  call: Call,
  orderId: string,
  key: OnceKey,
  edit: Edit,
): Promise<Order> {
  for (let tries = 1; ; tries++) {
    const order = await reachOrder(ctx, call, orderId);
    const changed = await edit(order, ctx.clock.now());
    const event = ctx.events.draft(call, orderEvent(changed));
    if (await updateOrder(ctx.db, order, changed, event, key)) return changed.order;
    if (tries >= MAX_TRIES || call.signal.aborted) throw staleVersion('order', order.version);
  }
}
