/** Which orders a barista sees, and in which order. Pure. */
import { type Order, OrderStatus, PaymentStatus } from '@sippy/proto/web/order/v1/order';

/** Which orders are shown: all, checks that are still to be paid, those in the kitchen. */
export type OrderFilter = 'all' | 'open' | 'kitchen';

const kitchenStatuses: ReadonlySet<OrderStatus> = new Set([
  OrderStatus.PENDING,
  OrderStatus.PREPARING,
  OrderStatus.READY,
]);

/** Whether something of the order is still to be paid. */
export function isUnpaid({ status, paymentStatus }: Order): boolean {
  const owes = paymentStatus === PaymentStatus.UNPAID || paymentStatus === PaymentStatus.PARTIALLY_PAID;
  return owes && status !== OrderStatus.CANCELLED && status !== OrderStatus.COMPLETED;
}

/** Whether an order belongs to a filter. */
export function isIn(filter: OrderFilter, order: Order): boolean {
  if (filter === 'open') return isUnpaid(order);
  return filter === 'all' || kitchenStatuses.has(order.status);
}

/** Whether the number, the name or the table contains every word that is looked for, in any script and accent. */
export function matches(order: Order, query: string): boolean {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const text = plain(`${order.number} ${order.customerName} ${order.table}`);
  return words.every((word) => text.includes(word));
}

/** Lists joined: each order once at its newest version, the latest first. */
export function joined(...lists: readonly Iterable<Order>[]): Order[] {
  const newest = new Map<string, Order>();
  for (const list of lists)
    for (const order of list) {
      const known = newest.get(order.orderId);
      if (!known || known.version < order.version) newest.set(order.orderId, order);
    }
  return [...newest.values()].sort((a, b) => takenAt(b) - takenAt(a) || (a.orderId < b.orderId ? 1 : -1));
}

/** The part of a query that an order's number may begin with, such as A17; empty if it is none. */
export function numberPrefix(query: string): string {
  const text = query.trim().toUpperCase();
  return /^[A-Z]{1,3}\d{0,8}$/.test(text) ? text : '';
}

const takenAt = (order: Order) => (order.takenTime ?? order.createTime)?.getTime() ?? 0;

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
