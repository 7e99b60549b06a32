/** Holding points for an order, spending them, giving them back. */
import { coverDebts } from './cover.ts';
import type { Place } from './earning.ts';
import {
  cafeAccount,
  dayOf,
  locked,
  type Moment,
  type Posting,
  post,
  type SetAbout,
  spendable,
} from './posting.ts';
import type { RedeemRules } from './programme.ts';
import { type Taken, totalOf } from './purse.ts';
import { type SpendWish, toSpend, worthOf } from './spend.ts';

export type HoldStatus = 'HELD' | 'POSTED' | 'VOIDED' | 'EXPIRED';

/** Points locked to pay a part of an order. */
export interface Hold {
  /** The id of the payment. */
  holdId: string;
  networkId: string;
  customerId: string;
  /** Where they are to be spent. */
  cafeId: string;
  organisationId: string;
  /** Null of a lease. */
  orderId: string | null;
  points: bigint;
  /** What they pay, in minor units. */
  amount: bigint;
  currencyCode: string;
  status: HoldStatus;
  paymentId: string | null;
  givenBack: bigint;
  holdSetId: string;
  /** The REDEEM or VOID set. */
  endSetId: string | null;
  expireTime: Date;
  /** Of a lease: until when a till may spend it; null of any other hold. */
  spendBy: Date | null;
}

/** What of which lot a hold locks, in the order in which it was taken. */
export interface HeldPart {
  lotId: string;
  points: bigint;
}

const DEFAULT_HOLD_MINUTES = 15;

/** When a hold's lease runs out. */
export function leaseEnd({ holdMinutes }: RedeemRules, now: Date): Date {
  return new Date(now.getTime() + (holdMinutes || DEFAULT_HOLD_MINUTES) * 60_000);
}

/** A hold that is to be made. */
export interface HoldWish extends SpendWish {
  holdId: string;
  orderId: string;
}

/** A hold or purse as it stands after a posting. */
export interface Held {
  posting: Posting;
  hold: Hold;
}

/** Locks points, the oldest first. Refuses what the rules or the balance do not allow, and says what would do. */
export function holdPoints(posting: Posting, place: Place, wish: HoldWish, moment: Moment): Held {
  const { purse } = posting;
  const taken = toSpend(purse, place, wish, moment.now);
  const about: SetAbout = {
    kind: 'HOLD',
    ...cafeOf(place),
    businessDay: dayOf(moment, place.zone),
    orderId: wish.orderId,
    holdId: wish.holdId,
    ruleVersion: place.ruleVersion,
  };
  const posted = post(
    posting,
    moment,
    about,
    taken.map(({ lot, points }) => ({ from: spendable(purse), to: locked(purse), lotId: lot.lotId, points })),
  );
  const expireTime = leaseEnd(place.rules.redeem, moment.now);
  return { posting: posted, hold: { ...newHold(posted, place, wish, taken), expireTime } };
}

/** A hold of what was taken, by the last set of the posting. */
export function newHold(
  { purse, sets }: Posting,
  place: Place,
  { holdId, orderId }: { holdId: string; orderId: string | null },
  taken: readonly Taken[],
): Omit<Hold, 'expireTime'> {
  return {
    holdId,
    networkId: purse.networkId,
    customerId: purse.customerId,
    ...cafeOf(place),
    orderId,
    points: totalOf(taken),
    amount: worthOf(taken),
    currencyCode: place.currencyCode,
    status: 'HELD',
    paymentId: orderId === null ? null : holdId,
    givenBack: 0n,
    holdSetId: sets.at(-1)?.setId ?? '',
    endSetId: null,
    spendBy: null,
  };
}

/** Spends held points at the hold's café, on the business day of the sale that they were held for. */
export function postHold(
  posting: Posting,
  hold: Hold,
  parts: readonly HeldPart[],
  businessDay: string,
  moment: Moment,
): Held {
  const from = locked(posting.purse);
  const to = cafeAccount(hold.cafeId);
  const paymentId = hold.paymentId ?? undefined;
  const about = { ...whatOf(hold), kind: 'REDEEM' as const, businessDay, paymentId };
  const posted = post(posting, moment, about, transfers(parts, from, to));
  const endSetId = posted.sets.at(-1)?.setId ?? null;
  return { posting: posted, hold: { ...hold, status: 'POSTED', endSetId } };
}

/** Gives held points back. */
export function voidHold(
  posting: Posting,
  hold: Hold,
  parts: readonly HeldPart[],
  zone: string,
  status: 'VOIDED' | 'EXPIRED',
  moment: Moment,
): Held {
  const { purse } = posting;
  const about = { ...aboutHold(hold, 'VOID', zone, moment), reversesSetId: hold.holdSetId };
  const posted = post(posting, moment, about, transfers(parts, locked(purse), spendable(purse)));
  const endSetId = posted.sets.at(-1)?.setId ?? null;
  return { posting: coverDebts(posted, moment), hold: { ...hold, status, endSetId } };
}

/**
 * Gives back spent points in proportion to what of their payment was given back, what was taken last first. What was given back
 * once stays given.
 */
export function giveBack(
  posting: Posting,
  hold: Hold,
  parts: readonly HeldPart[],
  share: { refunded: bigint; of: bigint },
  zone: string,
  moment: Moment,
): Held {
  const target = share.of <= 0n ? 0n : (hold.points * least(share.refunded, share.of)) / share.of;
  const points = target - hold.givenBack;
  if (points <= 0n) return { posting, hold };
  const returned = skipThenTake(parts.toReversed(), hold.givenBack, points);
  const about = {
    ...aboutHold(hold, 'REVERSE', zone, moment),
    reversesSetId: hold.endSetId ?? undefined,
    paymentId: hold.paymentId ?? undefined,
  };
  const posted = post(
    posting,
    moment,
    about,
    transfers(returned, cafeAccount(hold.cafeId), spendable(posting.purse)),
  );
  return { posting: coverDebts(posted, moment), hold: { ...hold, givenBack: target } };
}

function skipThenTake(parts: readonly HeldPart[], skip: bigint, take: bigint): HeldPart[] {
  let passed = skip;
  let open = take;
  return parts.map(({ lotId, points }) => {
    const skipped = least(points, passed);
    passed -= skipped;
    const taken = least(points - skipped, open);
    open -= taken;
    return { lotId, points: taken };
  });
}

function aboutHold(hold: Hold, kind: SetAbout['kind'], zone: string, moment: Moment): SetAbout {
  return { kind, ...whatOf(hold), businessDay: dayOf(moment, zone) };
}

function whatOf(hold: Hold) {
  const { orderId, holdId } = hold;
  return { ...cafeOf(hold), orderId: orderId ?? undefined, holdId };
}

function transfers(
  parts: readonly HeldPart[],
  from: ReturnType<typeof locked>,
  to: ReturnType<typeof locked>,
) {
  return parts.map(({ lotId, points }) => ({ from, to, lotId, points }));
}

function cafeOf({ cafeId, organisationId }: { cafeId: string; organisationId: string }) {
  return { cafeId, organisationId };
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
