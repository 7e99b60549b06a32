import type { Order } from '@sippy/proto/web/order/v1/order';

/** What `OrdersScreen` needs. */
export interface OrdersScreenProps {
  /** The open check is to be gone on with in the cart. */
  onContinue(order: Order): void;
  onClose(): void;
}

/** The café's orders: found, looked at, paid back, cancelled, gone on with. */
export function OrdersScreen(_props: OrdersScreenProps) {
  return null;
}
