import { localTime } from '@sippy/kit/time';
import { coverDebts } from './cover.ts';
import { begin, locked, type Moment, type Posting, post, spendable, withLot } from './posting.ts';
import type { Purse, Transfer } from './purse.ts';

/** Where a merge is written down: a café of the organisation whose manager did it, or none where it has none in the network. */
export interface MergePlace {
  cafeId: string;
  organisationId: string;
  zone: string;
}

/**
 * Gives a member all that the record had which was merged into theirs: every lot as it is, with what is free, owed and held of
 * it, in one set. Nothing moves between cafés. Afterwards debts are paid with what can be spent, as always.
 */
export function mergePurses(kept: Purse, merged: Purse, at: MergePlace | undefined, moment: Moment): Posting {
  const [first] = merged.lots;
  const place = at ?? first;
  if (!place) return begin(kept);
  const transfers = merged.lots.flatMap(({ lotId, free, held }): Transfer[] => [
    free < 0n
      ? { from: spendable(kept), to: spendable(merged), lotId, points: -free }
      : { from: spendable(merged), to: spendable(kept), lotId, points: free },
    { from: locked(merged), to: locked(kept), lotId, points: held },
  ]);
  const opened = merged.lots.reduce(withLot, begin(kept));
  const about = {
    kind: 'MERGE' as const,
    cafeId: place.cafeId,
    organisationId: place.organisationId,
    businessDay: localTime(moment.now, place.zone).date,
  };
  return coverDebts(post(opened, moment, about, transfers), moment);
}
