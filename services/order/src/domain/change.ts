import { kept, type Order, priced, type Reason, type ReasonCode, type UnpricedLine } from './order.ts';
import { isClosed, isEditable, type OrderStatusName } from './order-state.ts';
import { paymentStatusOf } from './payment-state.ts';
import { checkSize, closed, notEditable, paymentInFlight, totalBelowPaid } from './refusals.ts';

/** Names of the proto's `ChangeKind`. */
export type ChangeKindName =
  | 'LINE_ADDED'
  | 'LINE_QUANTITY'
  | 'LINE_REMOVED'
  | 'LINE_COMPED'
  | 'LINE_VOIDED'
  | 'LINE_PRICE'
  | 'LINE_DISCOUNT'
  | 'LINE_NOTE'
  | 'DETAILS'
  | 'ORDER_DISCOUNT'
  | 'PAYMENT';

/** One thing that changed about an order. */
export interface Change {
  readonly kind: ChangeKindName;
  readonly lineId: string;
  readonly before: number;
  readonly after: number;
  readonly reason?: ReasonCode;
  readonly amountBefore?: bigint;
  readonly amountAfter?: bigint;
}

/** What is told to others about a change of an order; each is an event of its own type. */
export type Fact =
  | { readonly type: 'order.created' }
  | { readonly type: 'order.updated'; readonly changes: readonly Change[] }
  | { readonly type: 'order.status_changed'; readonly from: OrderStatusName }
  | { readonly type: 'order.completed'; readonly from: OrderStatusName }
  | { readonly type: 'order.cancelled'; readonly from: OrderStatusName; readonly reason: Reason };

/** An order after a change, and what is told about it. */
export interface Changed {
  readonly order: Order;
  readonly fact: Fact;
  /** Lines or prices changed: not allowed while a payment holds them. */
  readonly reprices: boolean;
}

/** The next version of an order, its payment status computed anew. */
export function nextVersion(order: Order, now: Date, more: Partial<Order>): Order {
  const next = { ...order, ...more, version: order.version + 1n, updateTime: now };
  return { ...next, paymentStatus: paymentStatus(next) };
}

/** Payment status of an order as it is; a check without a line has not been paid. */
export function paymentStatus(order: Pick<Order, 'lines' | 'totals' | 'paid' | 'authorized' | 'refunded'>) {
  if (order.lines.length === 0 && order.paid + order.authorized === 0n) return 'UNPAID';
  return paymentStatusOf(order.totals.total, order);
}

/** Refuses to change lines and prices of an order that is ready or closed, or while a payment holds them. */
export function checkEditable(order: Order, now: Date): void {
  if (!isEditable(order.status)) throw notEditable(order);
  checkNotHeld(order, now);
}

/** Refuses while a payment holds lines and prices. */
export function checkNotHeld(order: Order, now: Date): void {
  if (order.heldUntil && order.heldUntil > now) throw paymentInFlight(order, now);
}

/** Refuses to change anything about an order that is completed or cancelled. */
export function checkOpen(order: Order): void {
  if (isClosed(order.status)) throw closed(order);
}

/**
 * The order with other lines or discounts, priced anew. Refuses to make it cheaper than what has been paid and not given
 * back, and what is authorised: that may be captured at any time.
 */
export function repriced(
  order: Order,
  more: Partial<Pick<Order, 'kind' | 'discounts' | 'vouchers'>> & {
    readonly lines?: readonly UnpricedLine[];
  },
  now: Date,
): Order {
  const next = priced({ ...order, ...more });
  checkSize(next);
  const { total } = next.totals;
  if (total < order.totals.total && total < kept(order) + order.authorized)
    throw totalBelowPaid(order, total);
  return nextVersion(order, now, { ...next, linesVersion: order.version + 1n });
}
