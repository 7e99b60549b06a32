/** Taking authorised money: never more than is open of the order when it is taken. */
import { type Account, type Change, type Payment, tally } from './account.ts';
import { beginStep } from './card-step.ts';
import type { Deadlines } from './deadlines.ts';
import { type OrderToPay, withOrder } from './pay.ts';
import { assertWhole } from './points.ts';
import {
  amountAboveOpen,
  captureAboveAuthorized,
  illegalMove,
  notACardPayment,
  outcomeUnknown,
} from './refusals.ts';

/** Refuses what is no authorised payment by card or with points, or is under way. */
export function assertCapturable(payment: Payment): void {
  if (payment.tender === 'CASH') throw notACardPayment('captured', payment);
  if (payment.step || payment.status === 'UNKNOWN') throw outcomeUnknown();
  if (payment.status !== 'AUTHORIZED') throw illegalMove(payment, 'captured', 'It must be AUTHORIZED.');
}

/**
 * Begins to take `asked` minor units of the order's total; undefined means all that is authorised and open of the order as
 * it was just read. The tip is taken with it. Refuses more than is authorised, and more than is open.
 */
export function beginCapture(
  account: Account,
  payment: Payment,
  order: OrderToPay,
  asked: bigint | undefined,
  at: Date,
  limits: Deadlines,
): Change {
  assertCapturable(payment);
  const now = withOrder(account, order);
  const open = openFor(now, payment);
  const amount = asked ?? (open < payment.amount ? open : payment.amount);
  if (amount > payment.amount) throw captureAboveAuthorized(payment.amount, payment.currency_code);
  if (amount > open || amount <= 0n) throw amountAboveOpen(open > 0n ? open : 0n, payment.currency_code);
  assertWhole(payment, amount, open);
  return beginStep(now, payment, 'CAPTURE', { step_amount: amount }, at, limits);
}

/** What the other payments leave of the order's total; of one that is being captured counts what it will have taken. */
function openFor(account: Account, payment: Payment): bigint {
  const others = account.payments
    .filter((other) => other.payment_id !== payment.payment_id)
    .map((other) => ({ ...other, amount: other.step_amount ?? other.amount }));
  const { held, paid } = tally({ payments: others });
  return account.order_total - held - paid;
}
