import type { Transaction } from '@sippy/kit/db';
import type { LoyaltyContext } from '../context.ts';
import type { Earning, PaidEarning } from '../domain/earning.ts';
import {
  addedBy,
  answerableFor,
  type Candidate,
  DEFAULT_GUARDS,
  exceeding,
  type GuardReason,
  isOwnSale,
  limitedKeys,
} from '../domain/guards.ts';
import type { Purse } from '../domain/purse.ts';
import { earningHeld } from '../messages/reviews.ts';
import { addCounts, takeBackCounts } from '../store/counts.ts';
import type { PlaceRow } from '../store/places.ts';
import { holdEarnings, type Review } from '../store/reviews.ts';

/** An order of a locked member, with where it was paid. */
export interface GuardedOrder {
  earning: PaidEarning;
  place: PlaceRow;
  purse: Purse;
}

/** Orders that do not earn now, and why. */
export type Held = ReadonlyMap<string, readonly GuardReason[]>;

/** Own sales of staff, where they earn nothing. */
export function ownSales(orders: readonly GuardedOrder[]): Held {
  const own = orders.filter(({ earning, place, purse }) => {
    const { ownSales } = place.rules.guards ?? DEFAULT_GUARDS;
    const isNew = earning.setId === null && earning.review === null;
    return isNew && !ownSales && isOwnSale(earning, place.accounts, [earning.customerId, purse.customerId]);
  });
  return new Map(own.map(({ earning }) => [earning.orderId, ['OWN_SALE']]));
}

/**
 * The orders that exceed a limit, of those that are to earn for the first time. One statement counts them, in which whoever counts the
 * same waits; a second one only where something is held.
 */
export async function overLimits(
  tx: Transaction,
  orders: readonly GuardedOrder[],
  posted: ReadonlyMap<string, Earning>,
): Promise<Held> {
  const candidates = orders.flatMap((order) => candidateOf(order, posted.get(order.earning.orderId)) ?? []);
  const counts = addedBy(candidates);
  if (counts.length === 0) return new Map();
  const held = exceeding(candidates, await addCounts(tx, counts));
  if (held.size > 0) await takeBackCounts(tx, addedBy(candidates.filter(({ orderId }) => held.has(orderId))));
  return held;
}

function candidateOf(
  { earning, place, purse }: GuardedOrder,
  after: Earning | undefined,
): Candidate | undefined {
  if (!after || earning.setId !== null || earning.review !== null) return undefined;
  const { orderId, businessDay: day, paymentTime: time } = earning;
  const { networkId, cafeId } = place;
  const guards = place.rules.guards ?? DEFAULT_GUARDS;
  const staffId = answerableFor(earning);
  const keys = limitedKeys(guards, [
    { counted: 'MEMBER', networkId, subjectId: purse.customerId, day },
    { counted: 'CAFE', networkId, subjectId: cafeId, day },
    ...(staffId ? [{ counted: 'STAFF' as const, networkId, subjectId: staffId, day }] : []),
  ]);
  return { orderId, points: after.posted, time, guards, keys };
}

/** Writes which orders do not earn now, and tells of it. `posted` is what they would have earned. */
export async function holdOrders(
  ctx: LoyaltyContext,
  tx: Transaction,
  orders: readonly GuardedOrder[],
  held: Held,
  posted: ReadonlyMap<string, Earning>,
): Promise<void> {
  if (held.size === 0) return;
  const now = ctx.clock.now();
  const reviews = orders.flatMap(({ earning, place }): Review[] => {
    const reasons = held.get(earning.orderId);
    if (!reasons) return [];
    const { orderId, cafeId, organisationId, customerId, businessDay } = earning;
    const isFinal = reasons.includes('OWN_SALE');
    return [
      {
        ...{ orderId, networkId: place.networkId, cafeId, organisationId, customerId, businessDay, reasons },
        ...{ staffId: answerableFor(earning), points: posted.get(orderId)?.posted ?? 0n },
        ...{ status: isFinal ? 'REFUSED' : 'HELD', holdTime: now, reviewTime: isFinal ? now : null },
        ...{ reviewerId: null, note: null },
      },
    ];
  });
  await holdEarnings(tx, reviews);
  await tx.append(reviews.map(earningHeld));
}
