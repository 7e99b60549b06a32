import { serviceScope } from '@sippy/kit/scope';
import type { Job } from '@sippy/kit/service';
import { localTime } from '@sippy/kit/time';
import type { LoyaltyContext } from '../context.ts';
import { expireVoucher } from '../domain/voucher.ts';
import { moveVouchers } from '../steps/move-vouchers.ts';
import { lockExpiredVouchers } from '../store/vouchers.ts';

/** Where the date changes first. */
const FIRST_ZONE = 'Pacific/Kiritimati';

/** Ends vouchers whose last day is over at every café of their network. */
export function expireVouchersJob(ctx: LoyaltyContext): Job {
  return {
    name: 'expire-vouchers',
    everyMs: 5 * 60_000,
    exclusive: true,
    async run(signal) {
      for (let count = 1; count > 0 && !signal.aborted; ) {
        count = await ctx.db.transaction(serviceScope, async (tx) => {
          const now = ctx.clock.now();
          const expired = await lockExpiredVouchers(tx, localTime(now, FIRST_ZONE).date, now);
          await moveVouchers(tx, expired, now, expireVoucher);
          return expired.length;
        });
      }
    },
  };
}
