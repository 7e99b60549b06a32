import { serviceScope } from '@sippy/kit/scope';
import type { Job } from '@sippy/kit/service';
import type { LoyaltyContext } from '../context.ts';
import { endHold } from '../steps/end-hold.ts';
import { postAbout } from '../steps/post-about.ts';
import { endedHolds } from '../store/holds.ts';

/** Gives points back whose holds have outlived their lease. */
export function expireHoldsJob(ctx: LoyaltyContext): Job {
  return {
    name: 'expire-holds',
    everyMs: 10_000,
    exclusive: true,
    async run(signal) {
      for (const { holdId, ...member } of await endedHolds(ctx.db, serviceScope, ctx.clock.now())) {
        if (signal.aborted) return;
        await postAbout(ctx, member, (purse, tx) => endHold(ctx, tx, purse, holdId, 'EXPIRED'));
      }
    },
  };
}
