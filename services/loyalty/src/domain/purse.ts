/** What a member has in a network: their lots, and nothing that is not the sum of the ledger. */
import { localTime } from '@sippy/kit/time';

/** Whose points they are. */
export type AccountKind = 'CUSTOMER' | 'HELD' | 'CAFE' | 'BREAKAGE';

/** One side of a transfer. */
export interface Account {
  kind: AccountKind;
  id: string;
}

/** Points of a lot that move: two entries, minus at `from` and plus at `to`. */
export interface Transfer {
  from: Account;
  to: Account;
  lotId: string;
  /** Always positive. */
  points: bigint;
}

/** Points that were issued together, and where they are now. */
export interface Lot {
  lotId: string;
  /** The issuer. */
  cafeId: string;
  organisationId: string;
  /** Zone of the issuer: the lot expires by its date. */
  zone: string;
  valueVersion: number;
  /** Minor units that 1,000 of them are worth. */
  perThousand: bigint;
  issueDay: string;
  /** Last day on which it can be spent; null for never. */
  expireDay: string | null;
  /** Last day for what was given back after that. */
  graceDay: string | null;
  /** At the member, to be spent; negative where points were taken back after they had been spent. */
  free: bigint;
  /** Locked by holds. */
  held: bigint;
  /** Expired. */
  expired: bigint;
}

/** A member of a network. */
export interface Purse {
  memberId: string;
  networkId: string;
  customerId: string;
  /** Grows with every entry set. */
  version: bigint;
  /** The first order with which the member earned. */
  firstOrderId: string | null;
  /** The year of the newest birthday bonus; the birthday itself is not kept. */
  birthdayYear?: number | null;
  /** Oldest first. */
  lots: readonly Lot[];
}

/** Last day on which a lot can be spent; null for never. */
export function lastDay({ expireDay, graceDay }: Lot): string | null {
  if (expireDay === null) return null;
  return graceDay !== null && graceDay > expireDay ? graceDay : expireDay;
}

/** Whether a lot can be spent, by the date at its issuer. */
export function isUsable(lot: Lot, now: Date): boolean {
  const last = lastDay(lot);
  return last === null || localTime(now, lot.zone).date <= last;
}

/** Points that can be spent: what is left of usable lots, less what is owed. */
export function balanceOf(purse: Purse, now: Date): bigint {
  return purse.lots.reduce((sum, lot) => (lot.free < 0n || isUsable(lot, now) ? sum + lot.free : sum), 0n);
}

/** Points that are locked by holds. */
export function heldOf(purse: Purse): bigint {
  return purse.lots.reduce((sum, lot) => sum + lot.held, 0n);
}

/** A lot with points taken of it. */
export interface Taken {
  lot: Lot;
  points: bigint;
}

/**
 * Takes points from lots, the oldest first. Only what is left of them is taken: the result may come to less than what was
 * asked for.
 */
export function takeOldest(lots: readonly Lot[], points: bigint): Taken[] {
  const taken: Taken[] = [];
  let open = points;
  for (const lot of lots) {
    if (open <= 0n) break;
    if (lot.free <= 0n) continue;
    const part = lot.free < open ? lot.free : open;
    taken.push({ lot, points: part });
    open -= part;
  }
  return taken;
}

/** How many points in all. */
export function totalOf(parts: readonly { points: bigint }[]): bigint {
  return parts.reduce((sum, part) => sum + part.points, 0n);
}
