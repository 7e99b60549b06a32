import { localTime } from '@sippy/kit/time';
import { coverDebts } from './cover.ts';
import { emptyLot, type Place } from './earning.ts';
import { cafeAccount, type Moment, type Posting, post, spendable, withLot } from './posting.ts';
import { isUsable, takeOldest, totalOf } from './purse.ts';
import { adjustmentTooLarge } from './refusals.ts';

/** What a manager adjusts. */
export interface Adjustment {
  /** Negative to take points. */
  points: bigint;
  reason: string;
  note: string;
}

/**
 * Gives points as a new lot of the café, or takes back what the café itself has given and is still there: taking what others
 * have issued would settle nothing between them.
 */
export function adjustPoints(
  posting: Posting,
  place: Place,
  adjustment: Adjustment,
  moment: Moment,
): Posting {
  const { cafeId, organisationId, zone } = place;
  const { points, reason, note } = adjustment;
  const businessDay = localTime(moment.now, zone).date;
  const about = {
    ...{ kind: 'ADJUST' as const, cafeId, organisationId, businessDay, reason },
    note: note || undefined,
  };
  const cafe = cafeAccount(cafeId);
  const member = spendable(posting.purse);
  if (points > 0n) {
    const lotId = moment.newId();
    const opened = withLot(posting, emptyLot(lotId, place, businessDay));
    return coverDebts(post(opened, moment, about, [{ from: cafe, to: member, lotId, points }]), moment);
  }
  const own = posting.purse.lots.filter((lot) => lot.cafeId === cafeId && isUsable(lot, moment.now));
  const taken = takeOldest(own, -points);
  if (totalOf(taken) < -points) throw adjustmentTooLarge(totalOf(taken));
  const transfers = taken.map((part) => ({
    from: member,
    to: cafe,
    lotId: part.lot.lotId,
    points: part.points,
  }));
  return post(posting, moment, about, transfers);
}
