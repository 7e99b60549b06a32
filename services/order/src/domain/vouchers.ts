import { notFound } from '@sippy/kit/refusal';
import { type Change, type Changed, checkNotHeld, checkOpen, repriced } from './change.ts';
import type { Order, OrderVoucher } from './order.ts';
import { isPaid } from './progress.ts';
import { paid, tooManyVouchers, voucherUnfit } from './refusals.ts';

/** Most vouchers of an order. */
const MAX_VOUCHERS = 5;

/** Whether an order has a voucher. */
export function carries(order: Order, voucherId: string): boolean {
  return order.vouchers.some(({ id }) => id === voucherId);
}

/**
 * Puts a voucher of a customer on an order, and prices it anew; a cup that is ready costs less, too. An order without a customer
 * becomes theirs. Refuses one that takes off nothing.
 */
export function putVoucher(order: Order, customerId: string, voucher: OrderVoucher, now: Date): Changed {
  checkOpen(order);
  checkNotHeld(order, now);
  if (order.customerId !== null && order.customerId !== customerId) throw notFound('order', order.orderId);
  const others = order.vouchers.filter(({ id }) => id !== voucher.id);
  if (others.length >= MAX_VOUCHERS) throw tooManyVouchers(MAX_VOUCHERS);
  const next = repriced({ ...order, customerId }, { vouchers: [...others, voucher] }, now);
  const put = next.vouchers.at(-1);
  if (put?.misfit) throw voucherUnfit(put, order.terms.currency);
  return told(next, order.customerId === null);
}

/** Takes a voucher off an order that is not paid. */
export function takeVoucher(order: Order, voucherId: string, now: Date): Changed {
  checkOpen(order);
  checkNotHeld(order, now);
  if (isPaid(order) && order.paid > 0n) throw paid(order);
  const vouchers = order.vouchers.filter(({ id }) => id !== voucherId);
  return told(repriced(order, { vouchers }, now), false);
}

function told(order: Order, isNamed: boolean): Changed {
  const plain = { lineId: '', before: 0, after: 0 };
  const changes: Change[] = [{ kind: 'ORDER_DISCOUNT', ...plain }];
  if (isNamed) changes.push({ kind: 'DETAILS', ...plain });
  return { order, fact: { type: 'order.updated', changes }, reprices: true };
}
