import type { Call } from '@sippy/kit/call';
import { cafeOf, type Payment } from '../domain/account.ts';
import { timeOutOfRange } from '../domain/refusals.ts';
import type { ReadOrder } from '../peers/orders.ts';

const CLOCK_SKEW_MS = 2 * 60_000;

/** The time of the sale: now, or an earlier one by who may backdate, not before the order was taken. */
export function paymentTimeOf(call: Call, order: ReadOrder, wanted: Date | undefined, now: Date): Date {
  if (!wanted) return now;
  call.authoriseCafe(order.cafeId, 'order.backdate');
  return within('payment_time', wanted, now, order.takenTime, 'order');
}

/** The time of a refund: now, or an earlier one by who may backdate, not before its payment. */
export function refundTimeOf(call: Call, payment: Payment, wanted: Date | undefined, now: Date): Date {
  if (!wanted) return now;
  call.authoriseCafe(cafeOf(payment), 'order.backdate');
  return within('refund_time', wanted, now, payment.payment_time, 'payment');
}

function within(field: string, wanted: Date, now: Date, from: Date, after: string): Date {
  if (Number.isNaN(wanted.getTime())) throw timeOutOfRange(field, 'is not a time');
  if (wanted.getTime() > now.getTime() + CLOCK_SKEW_MS) throw timeOutOfRange(field, 'lies in the future');
  if (wanted < from) throw timeOutOfRange(field, `is earlier than the ${after}`);
  return wanted;
}
