import type { Transaction } from '@sippy/kit/db';
import { localTime } from '@sippy/kit/time';
import type { LoyaltyContext } from '../context.ts';
import type { Earning } from '../domain/earning.ts';
import { giveBackVoucher, paid } from '../domain/voucher.ts';
import { lockVouchersOf } from '../store/vouchers.ts';
import { moveVouchers } from './move-vouchers.ts';

/** The vouchers of orders that are paid are used; of those of which all money was given back they are the member's again. */
export async function followPaidOrders(
  ctx: LoyaltyContext,
  tx: Transaction,
  earnings: readonly Earning[],
): Promise<void> {
  const complete = earnings.filter(({ paymentId }) => paymentId !== null);
  const isBack = new Map(
    complete.map((one) => [one.orderId, one.paid > 0n && one.refunded >= one.paid] as const),
  );
  const now = ctx.clock.now();
  await moveVouchers(tx, await lockVouchersOf(tx, [...isBack.keys()]), now, ({ zone, ...voucher }) => {
    const orderId = voucher.orderId ?? '';
    return isBack.get(orderId)
      ? giveBackVoucher(voucher, orderId, localTime(now, zone).date)
      : paid(voucher, orderId);
  });
}

/** The vouchers of orders that were given up are the member's again, whether they were used or not. */
export async function followCancelledOrders(
  ctx: LoyaltyContext,
  tx: Transaction,
  orderIds: readonly string[],
): Promise<void> {
  const now = ctx.clock.now();
  await moveVouchers(tx, await lockVouchersOf(tx, orderIds), now, ({ zone, ...voucher }) =>
    giveBackVoucher(voucher, voucher.orderId ?? '', localTime(now, zone).date),
  );
}
