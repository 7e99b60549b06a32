import type { Job } from '@sippy/kit/service';
import type { LoyaltyContext } from '../context.ts';
import { forgetEarnings } from '../store/earnings.ts';

/** For how long an order is remembered with which nothing was earned, in days. */
const KEEP_DAYS = 30;

/** Forgets orders with which nothing was earned. */
export function forgetOrdersJob(ctx: LoyaltyContext): Job {
  return {
    name: 'forget-orders',
    everyMs: 60 * 60_000,
    exclusive: true,
    run: () => forgetEarnings(ctx.db, new Date(ctx.clock.now().getTime() - KEEP_DAYS * 86_400_000)),
  };
}
