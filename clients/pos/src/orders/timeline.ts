/** What happened to an order, in the order of time. Pure. */
import type { Order } from '@sippy/proto/web/order/v1/order';
import { type Payment, PaymentStatus, type Refund, RefundStatus } from '@sippy/proto/web/payment/v1/payment';
import type { Money } from '@sippy/proto/web/type/v1/money';

/** What can happen to an order. */
export type Happening =
  | 'taken'
  | 'fired'
  | 'paid'
  | 'declined'
  | 'payCancelled'
  | 'paying'
  | 'refunded'
  | 'refunding'
  | 'refundFailed'
  | 'ready'
  | 'completed'
  | 'cancelled';

/** One thing that happened. */
export interface TimelineEntry {
  readonly key: string;
  readonly what: Happening;
  readonly at: Date;
  readonly amount?: Money | undefined;
  /** How it was paid. */
  readonly payment?: Payment | undefined;
  /** In somebody's words. */
  readonly note?: string | undefined;
}

/** Where things happened at the same instant, what leads to the other comes first. */
const rank: Readonly<Record<Happening, number>> = {
  taken: 0,
  declined: 1,
  payCancelled: 1,
  paying: 2,
  paid: 3,
  fired: 4,
  ready: 5,
  completed: 6,
  cancelled: 7,
  refunding: 8,
  refundFailed: 8,
  refunded: 8,
};

/** What happened to an order with its payments and refunds, the first first. */
export function timelineOf(order: Order, payments: readonly Payment[]): TimelineEntry[] {
  const moments: [what: Happening, at: Date | undefined, note?: string | undefined][] = [
    ['taken', order.takenTime ?? order.createTime],
    ['fired', order.fireTime],
    ['ready', order.readyTime],
    ['completed', order.completeTime],
    ['cancelled', order.cancelTime, order.cancelReason?.note],
  ];
  const entries: TimelineEntry[] = moments.flatMap(([what, at, note]) =>
    at ? [{ key: what, what, at, note }] : [],
  );
  for (const payment of payments) {
    entries.push(
      ...paymentEntry(payment),
      ...payment.refunds.flatMap((refund) => refundEntry(refund, payment)),
    );
  }
  return entries.sort((a, b) => a.at.getTime() - b.at.getTime() || rank[a.what] - rank[b.what]);
}

function paymentEntry(payment: Payment): TimelineEntry[] {
  const { status, paymentId: key, updateTime, createTime, paymentTime, total: amount } = payment;
  const entry = (what: Happening, at: Date | undefined): TimelineEntry[] =>
    at ? [{ key, what, at, amount, payment }] : [];
  if (status === PaymentStatus.CAPTURED) return entry('paid', paymentTime ?? updateTime);
  if (status === PaymentStatus.FAILED) return entry('declined', updateTime);
  if (status === PaymentStatus.CANCELLED) return entry('payCancelled', updateTime);
  return entry('paying', createTime);
}

function refundEntry(refund: Refund, payment: Payment): TimelineEntry[] {
  const { refundId: key, status, amount, createTime, settleTime, reason: note } = refund;
  const entry = (what: Happening, at: Date | undefined): TimelineEntry[] =>
    at ? [{ key, what, at, amount, payment, note }] : [];
  if (status === RefundStatus.SETTLED) return entry('refunded', settleTime ?? createTime);
  return entry(status === RefundStatus.FAILED ? 'refundFailed' : 'refunding', createTime);
}
