import { localTime } from '@sippy/kit/time';
import { breakage, type Moment, type Posting, post, spendable } from './posting.ts';
import { isUsable } from './purse.ts';

/** Posts what is left of lots that have passed their last day, by the date at their issuers. Held points are left alone. */
export function expireLots(posting: Posting, moment: Moment): Posting {
  let next = posting;
  for (const lot of posting.purse.lots) {
    if (lot.free <= 0n || isUsable(lot, moment.now)) continue;
    const about = {
      kind: 'EXPIRE' as const,
      cafeId: lot.cafeId,
      organisationId: lot.organisationId,
      businessDay: localTime(moment.now, lot.zone).date,
    };
    const { lotId, free: points } = lot;
    next = post(next, moment, about, [
      { from: spendable(next.purse), to: breakage(next.purse), lotId, points },
    ]);
  }
  return next;
}
