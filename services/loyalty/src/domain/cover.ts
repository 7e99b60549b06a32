import { cafeAccount, dayOf, type Moment, type Posting, post, spendable } from './posting.ts';
import { isUsable, takeOldest } from './purse.ts';

/**
 * Pays what is owed with what can be spent, the oldest debt with the oldest points: they go to the café that is owed, which
 * gives as many back to the lot of the debt. So each lot stays balanced, and its issuer owes that café for them. Afterwards a
 * member has debts or points to spend, never both.
 */
export function coverDebts(posting: Posting, moment: Moment): Posting {
  let next = posting;
  for (const { lotId } of posting.purse.lots.filter((lot) => lot.free < 0n)) {
    const debt = next.purse.lots.find((lot) => lot.lotId === lotId);
    if (!debt) continue;
    const funds = next.purse.lots.filter((lot) => isUsable(lot, moment.now));
    const taken = takeOldest(funds, -debt.free);
    const cafe = cafeAccount(debt.cafeId);
    const member = spendable(next.purse);
    const about = {
      kind: 'COVER' as const,
      cafeId: debt.cafeId,
      organisationId: debt.organisationId,
      businessDay: dayOf(moment, debt.zone),
    };
    next = post(next, moment, about, [
      ...taken.map(({ lot, points }) => ({ from: member, to: cafe, lotId: lot.lotId, points })),
      { from: cafe, to: member, lotId, points: taken.reduce((sum, { points }) => sum + points, 0n) },
    ]);
  }
  return next;
}
