/** The account of an order, or of a bill: its payments and refunds together, changed only by the pure functions of this folder. */
import type {
  payable as PayableRow,
  payment as PaymentRow,
  refund as RefundRow,
} from '../../gen/prisma/client.ts';
import { isFinal, type PaymentState, type RefundState } from './payment-state.ts';
import type { GivenLine } from './refund-lines.ts';

/** What was paid with. */
export type Tender = 'CASH' | 'CARD' | 'POINTS';
/** What was begun at Stripe, or with points at loyalty, and has no known end yet. */
export type Step = 'CREATE' | 'CONFIRM' | 'CAPTURE' | 'CANCEL';

/** A payment as it is kept, but for what only its receipt needs. */
export type Payment = Omit<
  PaymentRow,
  'sale' | 'receipt_copies' | 'status' | 'tender' | 'step' | 'capture_mode'
> & {
  status: PaymentState;
  tender: Tender;
  step: Step | null;
  capture_mode: 'AUTOMATIC' | 'MANUAL' | null;
};

/** A refund as it is kept: the whole or a part of a payment, given back with what it was paid with. */
export type Refund = Omit<RefundRow, 'status' | 'tender' | 'lines'> & {
  status: RefundState;
  tender: Tender;
  lines: readonly GivenLine[];
};

/** What the payments of an order add up to, in minor units. */
export interface Tally {
  /** Part of the total held by payments in flight and authorised ones. */
  held: bigint;
  authorized: bigint;
  paid: bigint;
  tip: bigint;
  /**
   * All money taken, and all of it given back. What came for a payment that was over, and went back, is neither: to the
   * order it would look like a refund.
   */
  received: bigint;
  refunded: bigint;
  /** Of these: what was paid with points, and given back in points. */
  points_paid: bigint;
  points_refunded: bigint;
}

/**
 * An order's account, or a bill's: then `order_id` is the bill, `organisation_id` who pays it, and there is no café.
 * `version` is 0 before its first payment.
 */
export interface Account
  extends Omit<PayableRow, keyof Tally | 'update_time' | 'customer_id' | 'closed_time'> {
  customer_id: string | null;
  closed_time: Date | null;
  payments: readonly Payment[];
  refunds: readonly Refund[];
}

/** Something that happened to the payment or refund of a change, to be told to the world. */
export type Fact =
  | 'payment.initiated'
  | 'payment.authorized'
  | 'payment.completed'
  | 'payment.failed'
  | 'payment.cancelled'
  | 'payment.refunded'
  | 'payment.refund_failed';

/** One step of an account: what it is now, which of its parts changed, and what is to be told. */
export interface Change {
  account: Account;
  payment: Payment;
  refund?: Refund;
  facts: readonly Fact[];
}

/** Most payments that may be tried for one order. */
export const MOST_PAYMENTS = 200;

/** What an account adds up to. */
export function tally(account: Pick<Account, 'payments'>): Tally {
  const sum: Tally = {
    ...{ held: 0n, authorized: 0n, paid: 0n, tip: 0n, received: 0n, refunded: 0n },
    ...{ points_paid: 0n, points_refunded: 0n },
  };
  for (const payment of account.payments) {
    if (payment.status === 'CAPTURED') {
      sum.paid += payment.amount;
      sum.tip += payment.tip;
      sum.received += payment.captured;
      sum.refunded += payment.refunded;
      if (payment.tender === 'POINTS') {
        sum.points_paid += payment.amount;
        sum.points_refunded += payment.refunded;
      }
    } else if (!isFinal(payment.status)) {
      sum.held += payment.amount;
      if (payment.is_authorized) sum.authorized += payment.amount;
    }
  }
  return sum;
}

/** Part of the order's total that no payment takes or holds; negative where the order has become cheaper. */
export function openAmount(account: Account): bigint {
  const { held, paid } = tally(account);
  return account.order_total - held - paid;
}

/** What of a payment can still be given back. */
export function refundable(payment: Payment): bigint {
  return payment.captured - payment.refunded - payment.refunding;
}

/** What the customer is charged in all. */
export function totalOf(payment: Pick<Payment, 'amount' | 'tip' | 'rounding'>): bigint {
  return payment.amount + payment.tip + payment.rounding;
}

/** Whether it pays what one organisation owes another, and no order. */
export function isBill({ cafe_id }: Pick<Payment, 'cafe_id'>): boolean {
  return cafe_id === null;
}

/** The café of an order's account or payment. Throws for a bill's. */
export function cafeOf({ cafe_id, order_id }: Pick<Payment, 'cafe_id' | 'order_id'>): string {
  if (cafe_id === null) throw new Error(`bill ${order_id} was taken for an order`);
  return cafe_id;
}

/** The payment of an account. Throws if it is not one of its payments. */
export function paymentIn(account: Account, paymentId: string): Payment {
  const payment = account.payments.find((p) => p.payment_id === paymentId);
  if (!payment) throw new Error(`payment ${paymentId} is not of order ${account.order_id}`);
  return payment;
}

/** The account with a payment (and a refund) added or replaced, each one version on, and itself too. */
export function changed(
  account: Account,
  at: Date,
  payment: Payment,
  facts: readonly Fact[],
  refund?: Refund,
): Change {
  const next = { ...payment, version: payment.version + 1n, update_time: at };
  const nextRefund = refund && { ...refund, version: refund.version + 1n, update_time: at };
  return {
    account: {
      ...account,
      version: account.version + 1n,
      payments: replace(account.payments, next, (p) => p.payment_id === next.payment_id),
      refunds: nextRefund
        ? replace(account.refunds, nextRefund, (r) => r.refund_id === nextRefund.refund_id)
        : account.refunds,
    },
    payment: next,
    ...(nextRefund && { refund: nextRefund }),
    facts,
  };
}

function replace<T>(all: readonly T[], next: T, isSame: (one: T) => boolean): T[] {
  return all.some(isSame) ? all.map((one) => (isSame(one) ? next : one)) : [...all, next];
}
