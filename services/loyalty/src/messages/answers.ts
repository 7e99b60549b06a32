import {
  AdjustReason,
  HoldStatus,
  type PointsAdjustment,
  type PointsBalance,
  type PointsEntry,
  type PointsHold,
} from '@sippy/proto/loyalty/v1/loyalty';
import { EntrySetKind } from '@sippy/proto/loyalty/v1/points';
import type { Hold } from '../domain/holds.ts';
import { balanceOf, heldOf, isUsable, lastDay, type Purse } from '../domain/purse.ts';
import { amountOf } from '../domain/worth.ts';
import type { SetRow } from '../store/sets.ts';

/** What a member has, as an answer shows it. */
export function balanceMessage(purse: Purse, currencyCode: string, now: Date): PointsBalance {
  const usable = purse.lots.filter((lot) => lot.free > 0n && isUsable(lot, now));
  const points = balanceOf(purse, now);
  const parts = usable.map(({ free, perThousand }) => ({ points: free, perThousand }));
  const days = Map.groupBy(usable, (lot) => lastDay(lot) ?? '');
  return {
    networkId: purse.networkId,
    customerId: purse.customerId,
    points,
    held: heldOf(purse),
    worth: { currencyCode, minor: points > 0n ? amountOf(parts) : 0n },
    expiring: [...days]
      .filter(([day]) => day !== '')
      .map(([day, lots]) => ({ lastDay: day, points: lots.reduce((sum, { free }) => sum + free, 0n) }))
      .sort((a, b) => (a.lastDay < b.lastDay ? -1 : 1)),
  };
}

/** A hold as an answer shows it. */
export function holdMessage(hold: Hold): PointsHold {
  const { holdId, networkId, customerId, cafeId, points, expireTime, givenBack } = hold;
  return {
    ...{ holdId, networkId, customerId, cafeId, points, expireTime, givenBack },
    orderId: hold.orderId ?? '',
    spendByTime: hold.spendBy ?? undefined,
    amount: { currencyCode: hold.currencyCode, minor: hold.amount },
    status: HoldStatus[hold.status],
  };
}

/** A movement as a history shows it. */
export function entryMessage(set: SetRow): PointsEntry {
  const { setId, postTime, businessDay, cafeId, points, balanceAfter, ruleNames } = set;
  return {
    ...{ setId, postTime, businessDay, cafeId, points, balanceAfter, ruleNames },
    kind: EntrySetKind[set.kind as keyof typeof EntrySetKind],
    orderId: set.orderId ?? '',
    ruleVersion: set.ruleVersion ?? 0,
    reversesSetId: set.reversesSetId ?? '',
    holdId: set.holdId ?? '',
    reason: reasonOf(set),
  };
}

/** An adjustment as an answer shows it. */
export function adjustmentMessage(set: SetRow): PointsAdjustment {
  const { setId, customerId, cafeId, points, actorId, postTime, businessDay } = set;
  return {
    ...{ setId, customerId, cafeId, points, actorId, postTime, businessDay },
    reason: reasonOf(set),
    note: set.note ?? '',
  };
}

function reasonOf({ reason }: SetRow): AdjustReason {
  return reason === null ? AdjustReason.UNSPECIFIED : AdjustReason[reason as keyof typeof AdjustReason];
}
