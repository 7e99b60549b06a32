import { serviceScope } from '@sippy/kit/scope';
import type { Job } from '@sippy/kit/service';
import { localTime } from '@sippy/kit/time';
import type { LoyaltyContext } from '../context.ts';
import { counted, review, tierNamed } from '../domain/tiers.ts';
import { changeTiers, windowStart } from '../steps/follow-tiers.ts';
import { readProgramme } from '../store/programmes.ts';
import { keyOf, lockPurses } from '../store/purses.ts';
import { tiersIn, tiersToReview } from '../store/tiers.ts';

type Due = Awaited<ReturnType<typeof tiersToReview>>[number];

/**
 * Looks at tiers whose days, grace included, are over: they are kept, lowered or lost. A member who cannot be looked at waits
 * for the next run.
 */
export function reviewTiersJob(ctx: LoyaltyContext): Job {
  return {
    name: 'review-tiers',
    everyMs: 5 * 60_000,
    exclusive: true,
    async run(signal) {
      const failed = new Set<string>();
      for (;;) {
        const found = await tiersToReview(ctx.db, ctx.clock.now());
        const due = found.filter((member) => !failed.has(keyOf(member)));
        for (const member of due) {
          if (signal.aborted) return;
          await reviewOne(ctx, member).catch((error) => {
            ctx.failed('review-tiers', `member ${keyOf(member)}`, error);
            failed.add(keyOf(member));
          });
        }
        if (due.length === 0) return;
      }
    },
  };
}

async function reviewOne(ctx: LoyaltyContext, { administratorId, zone, ...member }: Due): Promise<void> {
  const now = ctx.clock.now();
  const programme = await readProgramme(ctx.db, member.networkId, 0, now);
  const rules = programme?.rules.tiers;
  await ctx.db.transaction(serviceScope, async (tx) => {
    const purse = (await lockPurses(tx, [member])).get(keyOf(member));
    const since = windowStart(now, rules?.windowDays ?? 1);
    const [tiers] = await tiersIn(tx, [{ ...member, since }], []);
    if (!purse || !tiers) throw new Error('a member who was locked is not there');
    const moment = { ruleVersion: programme?.version ?? 0, time: now, today: localTime(now, zone).date };
    const change = review(rules, tiers.periods, rules ? counted(rules, tiers) : 0n, moment);
    if (!change) return;
    const multiplierBps = tierNamed(rules, change.begun?.tier ?? '')?.multiplierBps ?? 10_000;
    const about = { memberId: purse.memberId, organisationId: administratorId, multiplierBps };
    await changeTiers(tx, [{ ...member, ...about, ...change }], now);
  });
}
