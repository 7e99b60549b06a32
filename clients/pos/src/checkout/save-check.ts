import { FireMode, type Order } from '@sippy/proto/web/order/v1/order';
import type { Cart } from '../cart/cart.ts';
import { type PlacingTill, placeCart } from './place.ts';

/**
 * Keeps the cart as an open check that the kitchen is not told of, or adds what is new to the check that it continues. Safe
 * to call again after a lost answer. Answers with the check; rejects with what the server refuses.
 */
export function saveCheck(till: PlacingTill, cart: Cart): Promise<Order> {
  return placeCart(till, cart, { fire: FireMode.LATER });
}
