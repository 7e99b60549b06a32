/** Which points may pay how much of an order. */
import type { Place } from './earning.ts';
import { balanceOf, isUsable, type Lot, type Purse, type Taken, takeOldest, totalOf } from './purse.ts';
import { aboveShare, belowMinimum, notEnoughPoints, pointsOwed, redeemingClosed } from './refusals.ts';
import { paidBy } from './worth.ts';

/** What points are to pay. */
export interface SpendWish {
  /** What the whole order costs, and what the points may pay of it at most, in minor units. */
  orderTotal: bigint;
  most: bigint;
  /** So many; 0 for the fewest that pay as much as points can. */
  points: bigint;
}

const BPS = 10_000n;
const THOUSAND = 1000n;

/** The lots that pay a wish, the oldest first. Refuses what the rules or the balance do not allow, and says what would do. */
export function toSpend(purse: Purse, place: Place, wish: SpendWish, now: Date): Taken[] {
  const { redeem } = place.rules;
  if (redeem.closedCafeIds.includes(place.cafeId)) throw redeemingClosed();
  const least = BigInt(Math.max(redeem.minPoints, 1));
  if (wish.points > 0n && wish.points < least) throw belowMinimum(least);
  const balance = balanceOf(purse, now);
  if (balance < 0n) throw pointsOwed(-balance);
  if (balance < wish.points || balance < least) throw notEnoughPoints(balance);
  const lots = purse.lots.filter((lot) => isUsable(lot, now));
  const most = shareOf(place, wish);
  const taken = wish.points > 0n ? takeWish(lots, wish.points, most, place) : mostWithin(lots, most);
  if (totalOf(taken) < least) throw aboveShare(most, place.currencyCode, totalOf(taken));
  if (worthOf(taken) === 0n) throw belowMinimum(fewestWorth(lots));
  return taken;
}

/** What points may pay of an order at most, in minor units. */
export function shareOf({ rules }: Place, { orderTotal, most }: Omit<SpendWish, 'points'>): bigint {
  const share = (orderTotal * BigInt(rules.redeem.maxShareBps || Number(BPS))) / BPS;
  return share < most ? share : most;
}

/** So many points, the oldest first. Refuses with ABOVE_SHARE what pays more than they may. */
export function takeWish(lots: readonly Lot[], points: bigint, most: bigint, place: Place): Taken[] {
  const taken = takeOldest(lots, points);
  if (worthOf(taken) > most) throw aboveShare(most, place.currencyCode, totalOf(mostWithin(lots, most)));
  return taken;
}

/**
 * The fewest points, the oldest first, that pay as much of an amount as points can: what they are worth in all is floored, so
 * one point more would be too much, and one less too little.
 */
export function mostWithin(lots: readonly Lot[], amount: bigint): Taken[] {
  let room = amount * THOUSAND + THOUSAND - 1n;
  const taken: Taken[] = [];
  for (const lot of lots) {
    if (lot.free <= 0n) continue;
    const fits = room / lot.perThousand;
    const points = fits < lot.free ? fits : lot.free;
    if (points > 0n) taken.push({ lot, points });
    room -= points * lot.perThousand;
    if (points < lot.free) break;
  }
  return withoutRest(taken);
}

/** Without the last points that add nothing to what all of them pay. */
function withoutRest(taken: readonly Taken[]): Taken[] {
  const exact = taken.reduce((sum, { lot, points }) => sum + points * lot.perThousand, 0n);
  let over = exact % THOUSAND;
  const kept: Taken[] = [];
  for (const { lot, points } of taken.toReversed()) {
    const spare = over / lot.perThousand;
    const drop = spare < points ? spare : points;
    over -= drop * lot.perThousand;
    // Behind a lot of which something is kept nothing is left out: the oldest are spent first.
    if (drop < points) over = 0n;
    if (points > drop) kept.unshift({ lot, points: points - drop });
  }
  return kept;
}

/** What points pay, in minor units. */
export function worthOf(taken: readonly Taken[]): bigint {
  return paidBy(taken.map(({ lot, points }) => ({ points, perThousand: lot.perThousand })));
}

function fewestWorth(lots: readonly Lot[]): bigint {
  const value = lots.find(({ free }) => free > 0n)?.perThousand ?? THOUSAND;
  return (THOUSAND + value - 1n) / value;
}

/** What points can pay of an order, for showing. */
export interface Quote {
  points: bigint;
  amount: bigint;
  mostPoints: bigint;
  mostAmount: bigint;
}

/** What so many points pay, at most as many as are allowed; 0 for as many as are. Refuses as `toSpend` does. */
export function quotePoints(purse: Purse, place: Place, wish: SpendWish, now: Date): Quote {
  const most = toSpend(purse, place, { ...wish, points: 0n }, now);
  const mostPoints = totalOf(most);
  const asked = wish.points > 0n && wish.points < mostPoints;
  const taken = asked ? toSpend(purse, place, wish, now) : most;
  return { points: totalOf(taken), amount: worthOf(taken), mostPoints, mostAmount: worthOf(most) };
}
