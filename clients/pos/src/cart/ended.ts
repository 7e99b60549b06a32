/** A check that ended while it was in the cart: another till cancelled it or took the money for it. Pure. */
import { OrderStatus, PaymentStatus } from '@sippy/proto/web/order/v1/order';
import { type Cart, emptyCart, unsentLines } from './cart.ts';

/** How it ended. */
export type EndedAs = 'cancelled' | 'paid';

/** How the cart's check ended; undefined while it can be gone on with. */
export function endedAs(cart: Cart): EndedAs | undefined {
  const { order } = cart;
  if (order?.status === OrderStatus.CANCELLED) return 'cancelled';
  const isPaid = order?.paymentStatus === PaymentStatus.PAID;
  return isPaid && unsentLines(cart).length === 0 ? 'paid' : undefined;
}

/** A new sale with what the check that ended had not been told of yet. */
export function startedAfresh(cart: Cart, orderId: string, requestId: string): Cart {
  return { ...emptyCart(orderId, requestId, cart.kind), lines: unsentLines(cart) };
}
