import type { Order } from '@sippy/proto/web/order/v1/order';
import type { Cart } from '../cart/cart.ts';

/** What `Checkout` needs. */
export interface CheckoutProps {
  cart: Cart;
  /** Total as it was shown, in minor units of the café's currency. */
  total: bigint;
  /** The order is paid and the guest has been served: the next sale may begin. */
  onPaid(order: Order): void;
  /** Back to the sale; nothing is under way. What is placed already is in the cart's order. */
  onBack(): void;
}

/** Places the cart's order and takes the money for it. */
export function Checkout(_props: CheckoutProps) {
  return null;
}
