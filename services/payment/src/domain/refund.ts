/** Giving money back: never more than was taken, less what is given back or on its way. */
import {
  type Account,
  type Change,
  changed,
  type Payment,
  paymentIn,
  type Refund,
  refundable,
} from './account.ts';
import { roundToCoin } from './cash.ts';
import { after, waitMs } from './deadlines.ts';
import { canMoveRefund } from './payment-state.ts';
import type { GivenLine } from './refund-lines.ts';
import { refundAboveCaptured } from './refusals.ts';

/** A refund to be made. */
export interface NewRefund {
  refundId: string;
  requestKey: string;
  requestHash: Uint8Array;
  actorKind: string;
  actorId: string;
  /** Undefined means all that is left. */
  amount: bigint | undefined;
  /** Units of the order's lines that the amount is for; empty where it is for none in particular. */
  lines: readonly GivenLine[];
  reason: string;
  isAutomatic: boolean;
  /** When the money is or was given back. */
  refundTime: Date;
  now: Date;
  stepMs: number;
}

/**
 * Sets the amount aside. Cash is handed out, and points follow from the account as earnings do, so their refunds are settled at
 * once; a card's is to be done at Stripe.
 */
export function beginRefund(account: Account, payment: Payment, made: NewRefund): Change {
  const left = refundable(payment);
  const wanted = made.amount ?? left;
  const amount = payment.tender === 'CASH' ? roundToCoin(wanted, payment.smallest_coin) : wanted;
  if (wanted <= 0n || wanted > left || amount === 0n || amount > left)
    throw refundAboveCaptured(left, payment.currency_code);
  const isAtOnce = payment.tender !== 'CARD';
  const refund: Refund = {
    refund_id: made.refundId,
    payment_id: payment.payment_id,
    order_id: payment.order_id,
    organisation_id: payment.organisation_id,
    cafe_id: payment.cafe_id,
    customer_id: payment.customer_id,
    version: 0n,
    status: isAtOnce ? 'SETTLED' : 'PENDING',
    tender: payment.tender,
    currency_code: payment.currency_code,
    amount,
    lines: made.lines,
    reason: made.reason,
    is_automatic: made.isAutomatic,
    actor_kind: made.actorKind,
    actor_id: made.actorId,
    request_key: made.requestKey,
    request_hash: made.requestHash as Refund['request_hash'],
    stripe_id: null,
    failure_code: null,
    check_time: isAtOnce ? null : after(made.now, made.stepMs),
    attempts: 0,
    create_time: made.now,
    settle_time: isAtOnce ? made.now : null,
    update_time: made.now,
    refund_time: made.refundTime,
  };
  const next: Payment = isAtOnce
    ? { ...payment, refunded: payment.refunded + amount }
    : { ...payment, refunding: payment.refunding + amount };
  return changed(account, made.now, next, isAtOnce ? ['payment.refunded'] : [], refund);
}

/** Gives all that is left of a payment back, by a rule: the order is cancelled, or the money came too late. */
export function automaticRefund(account: Account, payment: Payment, at: Date, refundId: string): Change {
  return beginRefund(
    account,
    { ...payment, check_time: null },
    {
      refundId,
      requestKey: refundId,
      requestHash: new Uint8Array(),
      actorKind: 'service',
      actorId: 'payment',
      amount: undefined,
      lines: [],
      reason: account.closed_time ? 'order cancelled' : 'money came after the payment was over',
      isAutomatic: true,
      refundTime: at,
      now: at,
      stepMs: 0,
    },
  );
}

/** How a refund went at Stripe. */
export interface RefundOutcome {
  stripeId: string | null;
  state: 'pending' | 'settled' | 'failed';
  failureCode: string | null;
}

/** Applies what was learnt of a refund; undefined if it was known. */
export function settleRefund(
  account: Account,
  refund: Refund,
  seen: RefundOutcome,
  at: Date,
): Change | undefined {
  const payment = paymentIn(account, refund.payment_id);
  const stripeId = seen.stripeId ?? refund.stripe_id;
  if (seen.state === 'pending') {
    if (refund.status !== 'PENDING' || refund.stripe_id === stripeId) return undefined;
    const check = after(at, waitMs(7));
    return changed(account, at, payment, [], {
      ...refund,
      stripe_id: stripeId,
      check_time: check,
      attempts: 0,
    });
  }
  const status = seen.state === 'settled' ? 'SETTLED' : 'FAILED';
  if (!canMoveRefund(refund.status, status)) return undefined;
  const wasSettled = refund.status === 'SETTLED';
  const { amount } = refund;
  const next: Payment = {
    ...payment,
    refunding: wasSettled ? payment.refunding : payment.refunding - amount,
    refunded: payment.refunded + (status === 'SETTLED' ? amount : wasSettled ? -amount : 0n),
  };
  const done: Refund = {
    ...refund,
    status,
    stripe_id: stripeId,
    failure_code: seen.failureCode,
    check_time: null,
    settle_time: status === 'SETTLED' ? at : refund.settle_time,
  };
  return changed(
    account,
    at,
    next,
    [status === 'SETTLED' ? 'payment.refunded' : 'payment.refund_failed'],
    done,
  );
}

/** The outcome is not known, or is long in coming: looked after again later. */
export function delayRefund(account: Account, refund: Refund, at: Date): Change {
  const next = { ...refund, attempts: refund.attempts + 1, check_time: after(at, waitMs(refund.attempts)) };
  return changed(account, at, paymentIn(account, refund.payment_id), [], next);
}
