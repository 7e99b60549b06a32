/** What can be given back of an order. Pure; the server computes what is given in the end. */
import type { Order, OrderLine } from '@sippy/proto/web/order/v1/order';
import { type Payment, PaymentStatus, RefundStatus, Tender } from '@sippy/proto/web/payment/v1/payment';

/** A line with units that can still be given back. */
export interface RefundableLine {
  readonly line: OrderLine;
  readonly left: number;
}

/** Payments with money that can be given back, the latest first. */
export function refundablePayments(payments: readonly Payment[]): Payment[] {
  return payments
    .filter(({ status, refundable }) => status === PaymentStatus.CAPTURED && (refundable?.minor ?? 0n) > 0n)
    .reverse();
}

/** What is left of cash payments, in minor units: a cancelled order's guest gets it out of the drawer. */
export function cashLeft(payments: readonly Payment[]): bigint {
  return refundablePayments(payments)
    .filter(({ tender }) => tender === Tender.CASH)
    .reduce((sum, { refundable }) => sum + (refundable?.minor ?? 0n), 0n);
}

/** Lines of which units were paid for and not given back. */
export function refundableLines(order: Order, payments: readonly Payment[]): RefundableLine[] {
  const given = new Map<string, number>();
  for (const refund of payments.flatMap(({ refunds }) => refunds)) {
    if (refund.status === RefundStatus.FAILED) continue;
    for (const { lineId, quantity } of refund.lines) given.set(lineId, (given.get(lineId) ?? 0) + quantity);
  }
  return order.lines
    .map((line) => ({ line, left: line.quantity - (given.get(line.lineId) ?? 0) }))
    .filter(({ line, left }) => left > 0 && (line.totalAmount?.minor ?? 0n) > 0n);
}

/** About what the chosen units come to, in minor units: rounding and a service charge are the server's. */
export function worthOf(lines: readonly RefundableLine[], chosen: ReadonlyMap<string, number>): bigint {
  return lines.reduce((sum, { line, left }) => {
    const units = BigInt(chosen.get(line.lineId) ?? 0);
    const all = BigInt(line.quantity);
    if (units === 0n || all === 0n) return sum;
    const done = all - BigInt(left);
    return (
      sum +
      shareOf(line.totalAmount?.minor ?? 0n, all, done + units) -
      shareOf(line.totalAmount?.minor ?? 0n, all, done)
    );
  }, 0n);
}

/** What the first so many units come to: equal shares, what is left over goes to the first ones. */
function shareOf(total: bigint, all: bigint, units: bigint): bigint {
  const over = total % all;
  return (total / all) * units + (units < over ? units : over);
}
