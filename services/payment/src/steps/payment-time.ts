import type { Call } from '@sippy/kit/call';
import { timeOutOfRange } from '../domain/refusals.ts';
import type { ReadOrder } from '../peers/orders.ts';

const CLOCK_SKEW_MS = 2 * 60_000;

/** The time of the sale: now, or an earlier one by who may backdate, not before the order was taken. */
export function paymentTimeOf(call: Call, order: ReadOrder, wanted: Date | undefined, now: Date): Date {
  if (!wanted) return now;
  call.authoriseCafe(order.cafeId, 'order.backdate');
  if (Number.isNaN(wanted.getTime())) throw timeOutOfRange('is not a time');
  if (wanted.getTime() > now.getTime() + CLOCK_SKEW_MS) throw timeOutOfRange('lies in the future');
  if (wanted < order.takenTime) throw timeOutOfRange('is earlier than the order');
  return wanted;
}
