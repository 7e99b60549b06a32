import type { Call } from '@sippy/kit/call';
import type { Transaction } from '@sippy/kit/db';
import type { Event } from '@sippy/kit/events';
import type { LoyaltyContext } from '../context.ts';
import {
  type Earning,
  followEarning,
  isPaid,
  type PaidEarning,
  type Place,
  targetOf,
} from '../domain/earning.ts';
import { giveBack, type Hold } from '../domain/holds.ts';
import { asksForFirstVisit, type Due, pointsDue } from '../domain/points-due.ts';
import { begin, type NewSet } from '../domain/posting.ts';
import type { Purse } from '../domain/purse.ts';
import { tierAt, tierNamed } from '../domain/tiers.ts';
import type { PointsRefund } from '../messages/payment-news.ts';
import { type HoldWithParts, postedHolds } from '../store/holds.ts';
import { placesOf } from '../store/places.ts';
import { type Work, writePostings } from '../store/post.ts';
import { keyOf, lockPurses, type MemberKey } from '../store/purses.ts';
import type { MemberTiers } from '../store/tiers.ts';
import { followTiers, tiersOf } from './follow-tiers.ts';

/** Why earnings are followed: a call, or events, by the order that they are about. */
export interface Cause {
  call?: Call;
  byOrder?: ReadonlyMap<string, Event>;
  /** What was given back of payments with points, by the payment. */
  pointsRefunds?: ReadonlyMap<string, PointsRefund>;
}

type Placed = { earning: PaidEarning; place: Place };

/**
 * Posts what is missing of what orders are to have earned, and gives back points of payments that were refunded. The earnings must be locked. Whatever their number, it is one statement each to find where they were paid, to lock the
 * members, to read their lots and to write; and none of these where nothing is to be done. Returns what was posted.
 */
export async function postEarnings(
  ctx: LoyaltyContext,
  tx: Transaction,
  earnings: readonly Earning[],
  cause: Cause,
): Promise<NewSet[]> {
  const open = (await placed(tx, earnings.filter(isPaid))).filter(isOpen);
  const ids = [...(cause.pointsRefunds?.keys() ?? [])];
  const held = await postedHolds(tx, ids);
  if (open.length === 0 && held.length === 0) return [];
  const keys = [...open.map(memberOf), ...held.map(({ hold }) => hold)];
  const closed = [
    ...open.flatMap(({ earning }) => earning.lotId ?? []),
    ...held.flatMap(({ parts }) => parts.map(({ lotId }) => lotId)),
  ];
  const purses = await lockPurses(tx, keys, closed);
  // Read again, now that nobody else can give them back.
  const holds = held.length > 0 ? await postedHolds(tx, ids) : [];
  const orders = open.map((one) => ({ ...one, purse: given(purses.get(keyOf(memberOf(one)))) }));
  const tiers = await tiersOf(ctx, tx, orders);
  const followed = followAll(ctx, purses, open, holds, tiers, cause);
  await writePostings(tx, ctx.events, cause.call, { ...followed, now: ctx.clock.now() });
  const posted = new Map(followed.earnings.map((earning) => [earning.orderId, earning]));
  await followTiers(ctx, tx, orders, posted, tiers);
  const sets = followed.works.flatMap(({ posting }) => posting.sets);
  ctx.count(sets);
  return sets;
}

async function placed(tx: Transaction, earnings: readonly PaidEarning[]): Promise<Placed[]> {
  const places = await placesOf(
    tx,
    earnings.map(({ cafeId, paymentTime: time }) => ({ cafeId, time })),
  );
  return earnings.flatMap((earning, i) => {
    const place = places[i];
    return place && place.currencyCode === earning.currencyCode ? { earning, place } : [];
  });
}

/** Whether something is to be posted, as far as can be seen without the member. */
function isOpen({ earning, place }: Placed): boolean {
  if (asksForFirstVisit(place.rules) || place.rules.tiers) return true;
  return targetOf(earning, dueOf({ earning, place }, false), place.rules) !== earning.posted;
}

/** What an order earns; of a member who was in a tier when it was paid, by that tier, which is named with the rules. */
function dueOf({ earning, place }: Placed, isFirstVisit: boolean, member?: MemberTiers): Due {
  const { lines, paymentTime: time } = earning;
  const tier = member && tierNamed(place.rules.tiers, tierAt(member.periods, time));
  const purchase = { lines, time, zone: place.zone, isFirstVisit };
  const due = pointsDue(place.rules, purchase, tier && BigInt(tier.multiplierBps));
  return tier && due.points > 0n ? { ...due, ruleNames: [...due.ruleNames, tier.name] } : due;
}

function given(purse: Purse | undefined): Purse {
  if (!purse) throw new Error('a member who was locked is not there');
  return purse;
}

function memberOf({ earning, place }: Placed): MemberKey {
  return { customerId: earning.customerId, networkId: place.networkId };
}

function followAll(
  ctx: LoyaltyContext,
  purses: ReadonlyMap<string, Purse>,
  open: readonly Placed[],
  held: readonly HoldWithParts[],
  tiers: ReadonlyMap<string, MemberTiers>,
  cause: Cause,
): { works: Work[]; holds: Hold[]; earnings: Earning[] } {
  const moment = ctx.moment();
  const works = new Map<string, Work>();
  const changed: Earning[] = [];
  const holds: Hold[] = [];
  const workOn = (member: MemberKey, orderId: string): Work => {
    const before = given(purses.get(keyOf(member)));
    return (
      works.get(before.memberId) ?? { before, posting: begin(before), cause: cause.byOrder?.get(orderId) }
    );
  };
  for (const each of open) {
    const { orderId } = each.earning;
    const work = workOn(memberOf(each), orderId);
    const { firstOrderId, memberId } = work.posting.purse;
    const isFirst = firstOrderId === null || firstOrderId === orderId;
    const due = dueOf(each, isFirst, tiers.get(memberId));
    const { posting, earning } = followEarning(work.posting, each.earning, each.place, due, moment);
    if (posting === work.posting) continue;
    works.set(posting.purse.memberId, { ...work, posting });
    changed.push(earning);
  }
  for (const { hold, parts, zone } of held) {
    const share = cause.pointsRefunds?.get(hold.holdId);
    if (!share) continue;
    const work = workOn(hold, hold.orderId ?? '');
    const { posting, hold: next } = giveBack(work.posting, hold, parts, share, zone, moment);
    if (posting === work.posting) continue;
    works.set(posting.purse.memberId, { ...work, posting });
    holds.push(next);
  }
  return { works: [...works.values()], holds, earnings: changed };
}
