/** What is to be posted about a member: entry sets, each on the purse as the one before has left it. */
import { addDays, localTime } from '@sippy/kit/time';
import { type Account, balanceOf, isUsable, type Lot, type Purse, type Transfer } from './purse.ts';

export type SetKind =
  | 'EARN'
  | 'HOLD'
  | 'REDEEM'
  | 'VOID'
  | 'EXPIRE'
  | 'REVERSE'
  | 'ADJUST'
  | 'COVER'
  | 'MERGE';

/** What an entry set says beside its transfers. */
export interface SetAbout {
  kind: SetKind;
  /** Where it happened. */
  cafeId: string;
  organisationId: string;
  businessDay: string;
  orderId?: string | undefined;
  paymentId?: string | undefined;
  holdId?: string | undefined;
  ruleVersion?: number | undefined;
  ruleNames?: readonly string[] | undefined;
  reversesSetId?: string | undefined;
  reason?: string | undefined;
  note?: string | undefined;
}

/** An entry set to be written. */
export interface NewSet extends SetAbout {
  setId: string;
  /** The member's version with it. */
  version: bigint;
  transfers: readonly Transfer[];
  balanceAfter: bigint;
}

/** A purse with the sets that lead to it. */
export interface Posting {
  purse: Purse;
  sets: readonly NewSet[];
}

/** What a pure function must be told of here and now. */
export interface Moment {
  now: Date;
  /** When what is posted happened, where that was not now: its business day is that of then. */
  happened?: Date | undefined;
  newId: () => string;
}

/** For how long points that come back to an expired lot can be spent, in days. */
const GRACE_DAYS = 30;

/** Nothing posted yet. */
export function begin(purse: Purse): Posting {
  return { purse, sets: [] };
}

/** The account of what a member can spend. */
export const spendable = (purse: Purse): Account => ({ kind: 'CUSTOMER', id: purse.customerId });
/** The account of what a member's holds lock. */
export const locked = (purse: Purse): Account => ({ kind: 'HELD', id: purse.customerId });
/** The account of a café. */
export const cafeAccount = (cafeId: string): Account => ({ kind: 'CAFE', id: cafeId });
/** The account of what has expired in a network. */
export const breakage = (purse: Purse): Account => ({ kind: 'BREAKAGE', id: purse.networkId });

/** The business day of what is posted, by the date in a zone. */
export function dayOf({ now, happened }: Moment, zone: string): string {
  return localTime(happened ?? now, zone).date;
}

/** Adds an entry set; none if nothing moves. What comes back to an expired lot can be spent for 30 more days. */
export function post(
  posting: Posting,
  moment: Moment,
  about: SetAbout,
  transfers: readonly Transfer[],
): Posting {
  const moving = transfers.filter(({ points }) => points !== 0n);
  if (moving.length === 0) return posting;
  const version = posting.purse.version + 1n;
  const purse = { ...posting.purse, version, lots: moved(posting.purse, moving, moment.now) };
  const set: NewSet = {
    ...about,
    setId: moment.newId(),
    version,
    transfers: moving,
    balanceAfter: balanceOf(purse, moment.now),
  };
  return { purse, sets: [...posting.sets, set] };
}

/** Adds a lot without points, after the older ones. */
export function withLot(posting: Posting, lot: Lot): Posting {
  const lots = [...posting.purse.lots, lot].sort(
    (a, b) => compare(a.issueDay, b.issueDay) || compare(a.lotId, b.lotId),
  );
  return { ...posting, purse: { ...posting.purse, lots } };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function moved(purse: Purse, transfers: readonly Transfer[], now: Date): Lot[] {
  const byLot = Map.groupBy(transfers, ({ lotId }) => lotId);
  const known = new Set(purse.lots.map(({ lotId }) => lotId));
  for (const lotId of byLot.keys())
    if (!known.has(lotId)) throw new Error(`lot ${lotId} is not in the purse`);
  return purse.lots.map((lot) => {
    const about = byLot.get(lot.lotId);
    return about ? about.reduce((each, transfer) => movedLot(each, transfer, now), lot) : lot;
  });
}

function movedLot(lot: Lot, { from, to, points }: Transfer, now: Date): Lot {
  const change = (kind: Account['kind']) =>
    (to.kind === kind ? points : 0n) - (from.kind === kind ? points : 0n);
  const next = {
    ...lot,
    free: lot.free + change('CUSTOMER'),
    held: lot.held + change('HELD'),
    expired: lot.expired + change('BREAKAGE'),
  };
  if (next.held < 0n || next.expired < 0n)
    throw new Error(`more moves out of lot ${lot.lotId} than is there`);
  const isBack = change('CUSTOMER') > 0n && next.free > 0n && !isUsable(lot, now);
  return isBack ? { ...next, graceDay: addDays(localTime(now, lot.zone).date, GRACE_DAYS) } : next;
}
