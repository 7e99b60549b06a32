import type { Call } from '@sippy/kit/call';
import { Refusal } from '@sippy/kit/refusal';
import type { OrderContext } from '../context.ts';
import type { Order } from '../domain/order.ts';
import { isPaid, withStanding } from '../domain/progress.ts';

/** An order that seems unpaid, with what the payment service says when it is asked: its event may be on the way. */
export async function askedIfUnpaid(ctx: OrderContext, order: Order, call: Call): Promise<Order> {
  return isPaid(order) ? order : heard(ctx, order, call);
}

/** The order with what the payment service says; as it is known here while that cannot be asked. */
export async function heardIfReachable(ctx: OrderContext, order: Order, call: Call): Promise<Order> {
  try {
    return await heard(ctx, order, call);
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'UNAVAILABLE' || error.code === 'DEADLINE_EXCEEDED'))
      return order;
    throw error;
  }
}

async function heard(ctx: OrderContext, order: Order, call: Call): Promise<Order> {
  const standing = (await ctx.payments.standingsOf([order.orderId], call)).get(order.orderId);
  return standing ? withStanding(order, standing) : order;
}
