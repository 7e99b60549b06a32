import type { OnBehalf } from '@sippy/kit/client';
import { Refusal } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type { Job } from '@sippy/kit/service';
import { localTime } from '@sippy/kit/time';
import type { LoyaltyContext } from '../context.ts';
import { giveBackVoucher, lookLater, release, type Voucher } from '../domain/voucher.ts';
import { carries, isCancelled } from '../peers/order-vouchers.ts';
import { isUnsure, moveVoucher, settle, takeOffOrder } from '../steps/lock-to-order.ts';
import { readCampaigns } from '../store/campaigns.ts';
import { findVoucherIn, vouchersToCheck } from '../store/vouchers.ts';

/**
 * Finishes what was begun with a voucher and an order, and looks now and then at how the orders stand that have one: an order that
 * has become free of charge is never paid, so no payment tells of it.
 */
export function checkVouchersJob(ctx: LoyaltyContext): Job {
  return {
    name: 'check-vouchers',
    everyMs: 10_000,
    exclusive: true,
    async run(signal) {
      for (const voucherId of await vouchersToCheck(ctx.db, ctx.clock.now())) {
        if (signal.aborted) return;
        const voucher = await findVoucherIn(ctx.db, serviceScope, voucherId);
        const on = { deadlineMs: 5000, signal };
        if (!voucher?.orderId) continue;
        await check(ctx, voucher, voucher.orderId, on).catch((error) => {
          if (!signal.aborted) passOver(ctx, voucherId, error);
        });
      }
    },
  };
}

/**
 * A service that is away is so for all vouchers: it is asked again by the next run. Whatever else is wrong with one is no
 * reason to leave the others.
 */
function passOver(ctx: LoyaltyContext, voucherId: string, error: unknown): void {
  const isAway =
    error instanceof Refusal && (error.code === 'UNAVAILABLE' || error.code === 'DEADLINE_EXCEEDED');
  if (isAway) throw error;
  ctx.failed('check-vouchers', `voucher ${voucherId}`, error);
}

/** A voucher that the order keeps has been put off. */
function stays(error: unknown): void {
  if (isUnsure(error)) throw error;
}

async function check(ctx: LoyaltyContext, voucher: Voucher, orderId: string, on: OnBehalf): Promise<void> {
  const { voucherId, campaignId, step } = voucher;
  const order = await ctx.orderVouchers.find(orderId, on);
  const now = ctx.clock.now();
  if (order && isCancelled(order)) {
    const zone = (await readCampaigns(ctx.db, [campaignId])).get(campaignId)?.zone ?? 'UTC';
    const today = localTime(now, zone).date;
    await moveVoucher(ctx, voucherId, (one) => giveBackVoucher(one, orderId, today));
  } else if (!order || !carries(order, voucherId)) {
    await moveVoucher(ctx, voucherId, (one) => release(one, orderId));
  } else if (step === 'TAKING') {
    await takeOffOrder(ctx, on, { voucherId, orderId }).then(() => undefined, stays);
  } else {
    await moveVoucher(ctx, voucherId, (one) => {
      const settled = settle(one, order, now);
      return settled === one && one.status === 'APPLIED' ? lookLater(one, now) : settled;
    });
  }
}
