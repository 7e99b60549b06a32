/** What an order earns follows from what is known of it now, whatever came before and in whatever order: a target. */
import { localTime } from '@sippy/kit/time';
import { coverDebts } from './cover.ts';
import type { ReviewStatus, Sellers } from './guards.ts';
import type { Due, EarningLine } from './points-due.ts';
import {
  breakage,
  cafeAccount,
  dayOf,
  type Moment,
  type Posting,
  post,
  spendable,
  withLot,
} from './posting.ts';
import { monthsLater, type Rules } from './programme.ts';
import type { Lot } from './purse.ts';

/** What is known of an order and its payments, and what has been posted for it. */
export interface Earning extends Sellers {
  orderId: string;
  cafeId: string;
  organisationId: string;
  customerId: string | null;
  /** 0 while no event of the order itself has come. */
  orderVersion: bigint;
  orderTotal: bigint;
  currencyCode: string;
  lines: readonly EarningLine[];
  /** What has been paid of the total, and given back, tips counted. */
  paid: bigint;
  refunded: bigint;
  /** Of these: what was points. */
  pointsPaid: bigint;
  pointsRefunded: bigint;
  /** The payment that completed the order; null while it is not paid. */
  paymentId: string | null;
  businessDay: string | null;
  paymentTime: Date | null;
  networkId: string | null;
  lotId: string | null;
  /** The first EARN set. */
  setId: string | null;
  ruleVersion: number | null;
  posted: bigint;
  /** Null while there is nothing to review. */
  review: ReviewStatus | null;
  /** It has earned the bonus of the member's birthday. */
  isBirthday: boolean;
}

/** Where and under which rules an order was paid. */
export interface Place {
  networkId: string;
  cafeId: string;
  organisationId: string;
  zone: string;
  currencyCode: string;
  ruleVersion: number;
  rules: Rules;
  valueVersion: number;
  perThousand: bigint;
}

/** An earning that is known well enough to be posted. */
export interface PaidEarning extends Earning {
  customerId: string;
  paymentId: string;
  businessDay: string;
  paymentTime: Date;
}

/** Whether all is known that an earning needs: the member, the lines, and the payment that completed the order. */
export function isPaid(earning: Earning): earning is PaidEarning {
  const { customerId, paymentId, businessDay, paymentTime, orderVersion } = earning;
  return (
    customerId !== null &&
    paymentId !== null &&
    businessDay !== null &&
    paymentTime !== null &&
    orderVersion > 0n
  );
}

/** The share of an order that was paid and not given back, as a fraction; what was paid with points counts if it earns. */
function keptShare(earning: Earning, pointsEarn: boolean): { kept: bigint; of: bigint } {
  const { orderTotal, pointsPaid, pointsRefunded } = earning;
  if (orderTotal <= 0n) return { kept: 0n, of: 1n };
  const paid = earning.paid - (pointsEarn ? 0n : pointsPaid);
  const refunded = earning.refunded - (pointsEarn ? 0n : pointsRefunded);
  const left = paid > refunded ? paid - refunded : 0n;
  return { kept: left < orderTotal ? left : orderTotal, of: orderTotal };
}

/** What of an order's lines without tax was paid and kept, floored: what it counts for tiers. */
export function spendOf({ lines, orderTotal, paid, refunded }: Earning): bigint {
  if (orderTotal <= 0n) return 0n;
  const net = lines.reduce((sum, line) => sum + line.net, 0n);
  const left = paid > refunded ? paid - refunded : 0n;
  return (net * smaller(left, orderTotal)) / orderTotal;
}

/** How many points an order is to have earned: what the rules give, in proportion to what is paid and kept, floored. */
export function targetOf(
  earning: Earning,
  due: Due,
  { pointsEarn = false }: Pick<Rules, 'pointsEarn'>,
): bigint {
  const { kept, of } = keptShare(earning, pointsEarn);
  return (due.points * kept) / of;
}

/** An earning as it stands after a posting. */
export interface Followed {
  posting: Posting;
  earning: Earning;
}

/** Posts the difference between what an order has earned and what it is to have earned. */
export function followEarning(
  posting: Posting,
  earning: PaidEarning,
  place: Place,
  due: Due,
  moment: Moment,
): Followed {
  const difference = targetOf(earning, due, place.rules) - earning.posted;
  if (difference === 0n) return { posting, earning };
  const followed =
    difference > 0n
      ? earn(posting, earning, place, due, difference, moment)
      : reverse(posting, earning, -difference, moment);
  const covering = difference > 0n ? { ...moment, happened: earning.paymentTime } : moment;
  return { ...followed, posting: coverDebts(followed.posting, covering) };
}

function earn(
  posting: Posting,
  earning: PaidEarning,
  place: Place,
  due: Due,
  points: bigint,
  moment: Moment,
): Followed {
  const lotId = earning.lotId ?? moment.newId();
  const opened = earning.lotId === null ? withLot(posting, newLot(lotId, earning, place)) : posting;
  const { purse } = opened;
  const isBirthday = earning.isBirthday || due.isBirthday === true;
  const about = {
    kind: 'EARN' as const,
    ...placeOf(earning),
    businessDay: earning.businessDay,
    ruleVersion: place.ruleVersion,
    ruleNames: due.ruleNames,
  };
  const posted = post(opened, moment, about, [
    { from: cafeAccount(earning.cafeId), to: spendable(purse), lotId, points },
  ]);
  return {
    posting: {
      ...posted,
      purse: {
        ...posted.purse,
        firstOrderId: posted.purse.firstOrderId ?? earning.orderId,
        ...(isBirthday && !earning.isBirthday ? { birthdayYear: yearOf(earning, place) } : {}),
      },
    },
    earning: {
      ...earning,
      networkId: place.networkId,
      lotId,
      setId: earning.setId ?? posted.sets.at(-1)?.setId ?? null,
      ruleVersion: place.ruleVersion,
      posted: earning.posted + points,
      isBirthday,
    },
  };
}

/**
 * Takes points back: from what is left of the order's lot, then from what expired of it, which was never spent. The rest has
 * been spent, and is owed.
 */
function reverse(posting: Posting, earning: PaidEarning, points: bigint, moment: Moment): Followed {
  const { purse } = posting;
  const lot = purse.lots.find(({ lotId }) => lotId === earning.lotId);
  if (!lot) throw new Error(`the lot of order ${earning.orderId} is not there`);
  const free = smaller(points, lot.free > 0n ? lot.free : 0n);
  const expired = smaller(points - free, lot.expired);
  const cafe = cafeAccount(earning.cafeId);
  const about = {
    kind: 'REVERSE' as const,
    ...placeOf(earning),
    businessDay: dayOf(moment, lot.zone),
    ruleVersion: earning.ruleVersion ?? undefined,
    reversesSetId: earning.setId ?? undefined,
  };
  const transfers = [
    { from: spendable(purse), to: cafe, lotId: lot.lotId, points: points - expired },
    { from: breakage(purse), to: cafe, lotId: lot.lotId, points: expired },
  ];
  return {
    posting: post(posting, moment, about, transfers),
    earning: { ...earning, posted: earning.posted - points },
  };
}

function placeOf({ cafeId, organisationId, orderId, paymentId }: PaidEarning) {
  return { cafeId, organisationId, orderId, paymentId };
}

function yearOf({ paymentTime }: PaidEarning, { zone }: Place): number {
  return Number(localTime(paymentTime, zone).date.slice(0, 4));
}

function newLot(lotId: string, earning: PaidEarning, place: Place): Lot {
  return {
    ...emptyLot(lotId, place, earning.businessDay),
    cafeId: earning.cafeId,
    organisationId: earning.organisationId,
  };
}

/** A lot of a café under the rules of its network, without points yet. */
export function emptyLot(lotId: string, place: Place, issueDay: string): Lot {
  const { cafeId, organisationId, zone, valueVersion, perThousand, rules } = place;
  return {
    lotId,
    ...{ cafeId, organisationId, zone, valueVersion, perThousand, issueDay },
    expireDay: monthsLater(issueDay, rules.expireMonths),
    graceDay: null,
    free: 0n,
    held: 0n,
    expired: 0n,
  };
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
