/** Paying with points: the payment is written down first, then the loyalty service holds the points. */
import { invalidField } from '@sippy/kit/refusal';
import { type Account, type Change, changed, type Payment } from './account.ts';
import { after } from './deadlines.ts';
import { blank, claim, type NewPayment, type OrderToPay, withOrder } from './pay.ts';
import { amountAboveOpen, orderOfAnother } from './refusals.ts';

/** What a payment with points is to be. */
export interface PointsWish {
  memberId: string;
  /** So many; null for the fewest that pay as much of the amount as points can. */
  points: bigint | null;
  capture: 'AUTOMATIC' | 'MANUAL';
  /** Lease to spend out of; null for none. */
  leaseId: string | null;
  stepMs: number;
}

/** Longer than this after the points may still be held, nobody asks for it any more: clocks differ by up to two seconds. */
const CLOCK_MARGIN_MS = 5_000;

/**
 * Begins a payment with points. It holds the amount, or all that is open of the order, until it is known what the points are
 * worth; the step CREATE is to be done at the loyalty service. Refuses the order of another customer.
 */
export function beginPoints(
  before: Account,
  order: OrderToPay,
  { memberId, points, capture, leaseId, stepMs, ...made }: NewPayment & PointsWish,
): Change {
  if (order.customerId !== null && order.customerId !== memberId) throw orderOfAnother(order.number);
  const account = withOrder(before, order);
  const amount = claim(account, order, made.amount);
  const payment: Payment = {
    ...blank(order, made, amount),
    customer_id: memberId,
    tender: 'POINTS',
    points,
    lease_id: leaseId,
    capture_mode: capture,
    confirms: true,
    step: 'CREATE',
    step_time: made.now,
    check_time: after(made.now, stepMs),
  };
  return changed(account, made.now, payment, ['payment.initiated']);
}

/** Until when the points may be held for it. */
export function holdBefore(payment: Payment, chargeMs: number): Date {
  return after(payment.create_time, chargeMs);
}

/** Whether no points can be held for it any more. */
export function isTooLateToHold(payment: Payment, chargeMs: number, now: Date): boolean {
  return now > after(holdBefore(payment, chargeMs), CLOCK_MARGIN_MS);
}

/** Refuses to take a part of held points: they are spent together. */
export function assertWhole(payment: Payment, amount: bigint, open: bigint): void {
  if (payment.tender !== 'POINTS' || amount === payment.amount) return;
  if (open < payment.amount) throw amountAboveOpen(open > 0n ? open : 0n, payment.currency_code);
  throw invalidField('amount', 'must be left out for points: they are taken whole');
}
