import type { Transaction } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import type { LoyaltyContext } from '../context.ts';
import type { Purse } from '../domain/purse.ts';
import { writePostings } from '../store/post.ts';
import { keyOf, lockPurses, type MemberKey } from '../store/purses.ts';
import type { Decision } from './post-once.ts';

/** Posts about one member by a rule or a timer. `decide` gets the member's purse, which is locked. */
export async function postAbout(
  ctx: LoyaltyContext,
  member: MemberKey,
  decide: (purse: Purse, tx: Transaction) => Decision | undefined | Promise<Decision | undefined>,
): Promise<void> {
  await ctx.db.transaction(serviceScope, async (tx) => {
    const purse = (await lockPurses(tx, [member])).get(keyOf(member));
    const decision = purse && (await decide(purse, tx));
    if (!purse || !decision) return;
    const { posting, hold } = decision;
    const works = [{ before: purse, posting }];
    await writePostings(tx, ctx.events, undefined, {
      works,
      holds: hold ? [hold] : [],
      now: ctx.clock.now(),
    });
    ctx.count(posting.sets);
  });
}
