import type { Job } from '@sippy/kit/service';
import { localTime } from '@sippy/kit/time';
import type { LoyaltyContext } from '../context.ts';
import { expireLots } from '../domain/expire.ts';
import { begin } from '../domain/posting.ts';
import { postAbout } from '../steps/post-about.ts';
import { membersWithExpired } from '../store/expiring.ts';

/** Where the date changes first. */
const FIRST_ZONE = 'Pacific/Kiritimati';

/** Some hundred members a round; what is left waits for the next run. */
const MOST_ROUNDS = 100;

/** Posts what has expired as breakage. */
export function expirePointsJob(ctx: LoyaltyContext): Job {
  return {
    name: 'expire-points',
    everyMs: 5 * 60_000,
    exclusive: true,
    async run(signal) {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const now = ctx.clock.now();
        const members = await membersWithExpired(ctx.db, localTime(now, FIRST_ZONE).date, now);
        for (const member of members) {
          if (signal.aborted) return;
          await postAbout(ctx, member, (purse) => ({ posting: expireLots(begin(purse), ctx.moment()) }));
        }
        if (members.length === 0) return;
      }
    },
  };
}
