import type { Job } from '@sippy/kit/service';
import { addDays, localTime } from '@sippy/kit/time';
import type { LoyaltyContext } from '../context.ts';
import { tellExpiring } from '../store/expiring.ts';

/** How many days before its last one a lot is told of. */
const NOTICE_DAYS = 30;

/** Tells of lots that will soon expire, once of each. */
export function noticeExpiryJob(ctx: LoyaltyContext): Job {
  return {
    name: 'notice-expiry',
    everyMs: 15 * 60_000,
    exclusive: true,
    async run(signal) {
      const today = localTime(ctx.clock.now(), 'UTC').date;
      while (!signal.aborted && (await tellExpiring(ctx.db, today, addDays(today, NOTICE_DAYS))) > 0);
    },
  };
}
