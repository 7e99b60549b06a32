import type { Job } from '@sippy/kit/service';
import type { LoyaltyContext } from '../context.ts';
import { forgetCounts } from '../store/counts.ts';
import { forgetEarnings } from '../store/earnings.ts';

/** For how long an order is remembered with which nothing was earned, in days. */
const KEEP_DAYS = 30;

/** Forgets orders with which nothing was earned, and what was counted of their days. */
export function forgetOrdersJob(ctx: LoyaltyContext): Job {
  return {
    name: 'forget-orders',
    everyMs: 60 * 60_000,
    exclusive: true,
    async run() {
      const before = new Date(ctx.clock.now().getTime() - KEEP_DAYS * 86_400_000);
      await forgetEarnings(ctx.db, before);
      await forgetCounts(ctx.db, before.toISOString().slice(0, 10));
    },
  };
}
