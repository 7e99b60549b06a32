/** Points locked for a till that may be offline when they are spent. */
import { coverDebts } from './cover.ts';
import type { Place } from './earning.ts';
import { type HeldPart, type Hold, type HoldWish, leaseEnd, newHold } from './holds.ts';
import { dayOf, locked, type Moment, type Posting, post, type SetAbout, spendable } from './posting.ts';
import { type Purse, totalOf } from './purse.ts';
import { leaseOfAnother, leaseOver } from './refusals.ts';
import { mostWithin, shareOf, takeWish, toSpend } from './spend.ts';

/** Longest time that a till may spend a lease. */
const MOST_MINUTES = 24 * 60;
/** How long after that it may come back and say so. */
const SETTLE_MS = 24 * 3_600_000;
/** More than any order: what a lease may pay is decided when it is spent. */
const ANY = 1_000_000_000_000n;

/** A lease that is to be granted; `minutes` 0 for as long as may be. */
export interface LeaseWish {
  holdId: string;
  points: bigint;
  minutes: number;
}

/** What a lease and the payment that spends it become. */
export interface Leased {
  posting: Posting;
  hold: Hold;
  /** The lease, where it is spent. */
  lease?: Hold;
}

/** Locks points until they are spent offline, given back or not heard of again. Refuses as a hold does. */
export function grantLease(posting: Posting, place: Place, wish: LeaseWish, moment: Moment): Leased {
  const taken = toSpend(
    posting.purse,
    place,
    { points: wish.points, orderTotal: ANY, most: ANY },
    moment.now,
  );
  const spendBy = new Date(moment.now.getTime() + (wish.minutes || MOST_MINUTES) * 60_000);
  const about = aboutLease(place, 'HOLD', wish.holdId, moment);
  const parts = taken.map(({ lot, points }) => ({ lotId: lot.lotId, points }));
  const posted = post(posting, moment, about, transfers(parts, posting.purse));
  const expireTime = new Date(spendBy.getTime() + SETTLE_MS);
  return {
    posting: posted,
    hold: { ...newHold(posted, place, { holdId: wish.holdId, orderId: null }, taken), spendBy, expireTime },
  };
}

/**
 * Spends out of a lease: its points become those of the payment's hold, and what is left of them is the member's again. The
 * till has promised them, so neither a debt nor an expiry that came since counts. Refuses what the lease is not for.
 */
export function spendLease(
  posting: Posting,
  { lease, parts }: { lease: Hold; parts: readonly HeldPart[] },
  place: Place,
  wish: HoldWish,
  spendTime: Date,
  moment: Moment,
): Leased {
  if (
    lease.spendBy === null ||
    lease.customerId !== posting.purse.customerId ||
    lease.cafeId !== place.cafeId
  )
    throw leaseOfAnother(lease.holdId);
  if (lease.status !== 'HELD' || spendTime > lease.spendBy) throw leaseOver(lease.holdId);
  const { purse } = posting;
  const leased = purse.lots.flatMap((lot) => {
    const points = parts.find(({ lotId }) => lotId === lot.lotId)?.points;
    return points === undefined ? [] : [{ ...lot, free: points }];
  });
  const most = shareOf(place, wish);
  const taken = wish.points > 0n ? takeWish(leased, wish.points, most, place) : mostWithin(leased, most);
  if (totalOf(taken) === 0n) throw leaseOver(lease.holdId);
  const back = { ...aboutLease(place, 'VOID', lease.holdId, moment), reversesSetId: lease.holdSetId };
  const free = post(
    posting,
    moment,
    back,
    parts.map(({ lotId, points }) => ({ from: locked(purse), to: spendable(purse), lotId, points })),
  );
  const about = { ...aboutLease(place, 'HOLD', wish.holdId, moment), orderId: wish.orderId };
  const parted = taken.map(({ lot, points }) => ({ lotId: lot.lotId, points }));
  const held = post(free, moment, about, transfers(parted, purse));
  const hold = newHold(held, place, wish, taken);
  const endSetId = free.sets.at(-1)?.setId ?? null;
  return {
    posting: coverDebts(held, moment),
    hold: { ...hold, expireTime: leaseEnd(place.rules.redeem, moment.now) },
    lease: { ...lease, status: 'VOIDED', endSetId },
  };
}

function aboutLease(place: Place, kind: SetAbout['kind'], holdId: string, moment: Moment): SetAbout {
  const { cafeId, organisationId, zone, ruleVersion } = place;
  return { kind, cafeId, organisationId, businessDay: dayOf(moment, zone), holdId, ruleVersion };
}

function transfers(parts: readonly HeldPart[], purse: Purse) {
  return parts.map(({ lotId, points }) => ({ from: spendable(purse), to: locked(purse), lotId, points }));
}
