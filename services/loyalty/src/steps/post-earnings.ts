import type { Call } from '@sippy/kit/call';
import type { Transaction } from '@sippy/kit/db';
import type { Event } from '@sippy/kit/events';
import type { LoyaltyContext } from '../context.ts';
import { type Earning, followEarning, isPaid, type PaidEarning, targetOf } from '../domain/earning.ts';
import { sellersOf } from '../domain/guards.ts';
import { giveBack, type Hold } from '../domain/holds.ts';
import { asksForBirthday, asksForFirstVisit, type Due, pointsDue } from '../domain/points-due.ts';
import { begin, type NewSet } from '../domain/posting.ts';
import type { Purse } from '../domain/purse.ts';
import { tierAt, tierNamed } from '../domain/tiers.ts';
import type { PointsRefund } from '../messages/payment-news.ts';
import { type HoldWithParts, postedHolds } from '../store/holds.ts';
import { type PlaceRow, placesOf } from '../store/places.ts';
import { type Work, writePostings } from '../store/post.ts';
import { keyOf, lockPurses, type MemberKey } from '../store/purses.ts';
import type { MemberTiers } from '../store/tiers.ts';
import { type Birthdays, birthdaysOf, isBirthday } from './birthdays.ts';
import { followTiers, tiersOf } from './follow-tiers.ts';
import { type GuardedOrder, holdOrders, overLimits, ownSales } from './guard-earnings.ts';

/** Why earnings are followed: a call, or events, by the order that they are about. */
export interface Cause {
  call?: Call;
  byOrder?: ReadonlyMap<string, Event>;
  /** What was given back of payments with points, by the payment. */
  pointsRefunds?: ReadonlyMap<string, PointsRefund>;
  /** When money of orders was given back. */
  refundTimes?: ReadonlyMap<string, Date>;
}

type Placed = { earning: PaidEarning; place: PlaceRow };

/**
 * Posts what is missing of what orders are to have earned, and gives back points of payments that were refunded. The
 * earnings must be locked. Whatever their number, it is one statement each to find where they were paid, to lock the members,
 * to read their lots, to count what is limited and to write; and none of these where nothing is to be done. What exceeds a
 * limit is held instead. Returns what was posted.
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
  const birthdays = await birthdaysOf(ctx, open, cause);
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
  const follow = (some: readonly Placed[]) =>
    followAll(ctx, purses, some, holds, { tiers, birthdays }, cause);
  const followed = await guarded(ctx, tx, orders, follow);
  await writePostings(tx, ctx.events, cause.call, { ...followed, now: ctx.clock.now() });
  await followTiers(ctx, tx, followed.orders, postedOf(followed), tiers);
  const sets = followed.works.flatMap(({ posting }) => posting.sets);
  ctx.count(sets);
  return sets;
}

/** What is followed by rules and events. */
interface Followed {
  works: Work[];
  holds: Hold[];
  earnings: Earning[];
}

const postedOf = ({ earnings }: Followed) => new Map(earnings.map((earning) => [earning.orderId, earning]));

/** What follows for the orders that no guard holds, with these; that the others are held is written. */
async function guarded(
  ctx: LoyaltyContext,
  tx: Transaction,
  orders: readonly GuardedOrder[],
  follow: (orders: readonly GuardedOrder[]) => Followed,
): Promise<Followed & { orders: readonly GuardedOrder[] }> {
  const all = follow(orders);
  const wouldEarn = postedOf(all);
  const own = ownSales(orders.filter(({ earning }) => wouldEarn.has(earning.orderId)));
  const others = orders.filter(({ earning }) => !own.has(earning.orderId));
  const held = new Map([...own, ...(await overLimits(tx, others, wouldEarn))]);
  if (held.size === 0) return { ...all, orders };
  await holdOrders(ctx, tx, orders, held, wouldEarn);
  const free = orders.filter(({ earning }) => !held.has(earning.orderId));
  return { ...follow(free), orders: free };
}

async function placed(tx: Transaction, earnings: readonly PaidEarning[]): Promise<Placed[]> {
  const places = await placesOf(
    tx,
    earnings.map((earning) => ({
      ...{ cafeId: earning.cafeId, time: earning.paymentTime },
      staffIds: earning.setId === null ? sellersOf(earning) : [],
    })),
  );
  return earnings.flatMap((earning, i) => {
    const place = places[i];
    return place && place.currencyCode === earning.currencyCode ? { earning, place } : [];
  });
}

/** Whether something is to be posted, as far as can be seen without the member. */
function isOpen({ earning, place }: Placed): boolean {
  if (earning.review === 'HELD' || earning.review === 'REFUSED') return false;
  if (asksForFirstVisit(place.rules) || asksForBirthday(place.rules) || place.rules.tiers) return true;
  return targetOf(earning, dueOf({ earning, place }, {}), place.rules) !== earning.posted;
}

/** What an order earns; of a member who was in a tier when it was paid, by that tier, which is named with the rules. */
function dueOf(
  { earning, place }: Placed,
  { isFirstVisit = false, isBirthday = false }: { isFirstVisit?: boolean; isBirthday?: boolean },
  member?: MemberTiers,
): Due {
  const { lines, paymentTime: time } = earning;
  const tier = member && tierNamed(place.rules.tiers, tierAt(member.periods, time));
  const purchase = { lines, time, zone: place.zone, isFirstVisit, isBirthday };
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
  { tiers, birthdays }: { tiers: ReadonlyMap<string, MemberTiers>; birthdays: Birthdays },
  cause: Cause,
): Followed {
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
    const visit = {
      isFirstVisit: firstOrderId === null || firstOrderId === orderId,
      isBirthday: isBirthday(each, work.posting.purse, birthdays),
    };
    const due = dueOf(each, visit, tiers.get(memberId));
    const at = { ...moment, happened: cause.refundTimes?.get(orderId) };
    const { posting, earning } = followEarning(work.posting, each.earning, each.place, due, at);
    if (posting === work.posting) continue;
    works.set(posting.purse.memberId, { ...work, posting });
    changed.push(earning);
  }
  for (const { hold, parts, zone } of held) {
    const share = cause.pointsRefunds?.get(hold.holdId);
    if (!share) continue;
    const work = workOn(hold, hold.orderId ?? '');
    const at = { ...moment, happened: share.refundTime };
    const { posting, hold: next } = giveBack(work.posting, hold, parts, share, zone, at);
    if (posting === work.posting) continue;
    works.set(posting.purse.memberId, { ...work, posting });
    holds.push(next);
  }
  return { works: [...works.values()], holds, earnings: changed };
}
