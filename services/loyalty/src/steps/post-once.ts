import type { Call } from '@sippy/kit/call';
import type { Transaction } from '@sippy/kit/db';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import { type OnceKey, requestIdReused } from '@sippy/kit/once';
import { serviceScope } from '@sippy/kit/scope';
import type { LoyaltyContext } from '../context.ts';
import type { Hold } from '../domain/holds.ts';
import type { Posting } from '../domain/posting.ts';
import type { Purse } from '../domain/purse.ts';
import { writePostings } from '../store/post.ts';
import { keyOf, lockPurses, type MemberKey } from '../store/purses.ts';
import { type Posted, postedBy, postedByIn } from '../store/sets.ts';

/** What is to be posted about a member, with the hold that changes with it. */
export interface Decision {
  posting: Posting;
  hold?: Hold;
  /** The lease that the hold spends. */
  lease?: Hold;
}

/**
 * Posts about one member once for a request, for ever: the first set carries its key. `decide` gets the member's purse, which
 * is locked. Returns what the request has posted, now or before; undefined if there was nothing to post.
 */
export async function postOnce(
  ctx: LoyaltyContext,
  call: Call,
  key: OnceKey,
  member: MemberKey,
  decide: (purse: Purse, tx: Transaction) => Decision | undefined | Promise<Decision | undefined>,
): Promise<Pick<Posted, 'setId' | 'holdId'> | undefined> {
  const text = `${key.caller} ${key.method} ${key.requestId}`;
  try {
    return await ctx.db.transaction(serviceScope, async (tx) => {
      const purse = (await lockPurses(tx, [member])).get(keyOf(member));
      if (!purse) throw new Error('a member who was locked is not there');
      const earlier = await postedByIn(tx, text);
      if (earlier) return same(key, earlier);
      const decision = await decide(purse, tx);
      if (!decision) return undefined;
      const { posting, hold, lease } = decision;
      await writePostings(tx, ctx.events, call, {
        works: [{ before: purse, posting }],
        holds: [hold, lease].flatMap((each) => each ?? []),
        request: { key: text, hash: key.hash },
        now: ctx.clock.now(),
      });
      ctx.count(posting.sets);
      const [first] = posting.sets;
      return first && { setId: first.setId, holdId: first.holdId ?? null };
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'entry_set_request')) throw error;
    // A request of the same key was about another member.
    const earlier = await postedBy(ctx.db, text);
    if (!earlier) throw error;
    return same(key, earlier);
  }
}

function same(key: OnceKey, earlier: Posted): Posted {
  if (!earlier.hash.equals(key.hash)) throw requestIdReused();
  return earlier;
}
