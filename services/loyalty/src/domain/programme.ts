/** The rules of a programme, as a version of them is kept. Amounts of money are minor units of the network's currency. */
import type { Guards } from './guards.ts';
import type { TierRules } from './tiers.ts';

/** What every order earns. */
export interface BaseRule {
  name: string;
  /** `points` for each `minor` spent, on lines of these categories (none means all). */
  perAmount?: { points: number; minor: number; categoryIds: readonly string[] };
  /** So many for each paid order. */
  perVisit?: number;
}

/** What an order earns on top when all conditions hold; exactly one of points, bps and perItem is set. */
export interface BonusRule {
  name: string;
  points?: number;
  /** Share of what the base rule gave, in basis points. */
  bps?: number;
  /** For each item that matches. */
  perItem?: number;
  /** 1 for Monday to 7 for Sunday; none means all. */
  weekdays: readonly number[];
  /** HH:MM at the café; empty means all day. */
  startTimeOfDay: string;
  endTimeOfDay: string;
  /** YYYY-MM-DD at the café; empty means always. */
  startDay: string;
  endDay: string;
  productIds: readonly string[];
  categoryIds: readonly string[];
  firstVisit: boolean;
  /** Versions from before this was asked lack it. */
  birthday?: boolean;
}

/** How points are spent. */
export interface RedeemRules {
  minPoints: number;
  maxShareBps: number;
  closedCafeIds: readonly string[];
  holdMinutes: number;
}

/** One version of the rules. */
export interface Rules {
  baseRules: readonly BaseRule[];
  /** In the order in which they were added. */
  bonusRules: readonly BonusRule[];
  redeem: RedeemRules;
  /** 0 for never. */
  expireMonths: number;
  /** Whether what is paid with points earns; versions from before this was asked lack it, and it does not. */
  pointsEarn?: boolean;
  /** Missing where there are none. */
  tiers?: TierRules;
  /** Missing where the defaults hold. */
  guards?: Guards;
}

/** The day so many months later, at most the last of its month; null for 0 months. */
export function monthsLater(day: string, months: number): string | null {
  if (months === 0) return null;
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  const at = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date, last.getUTCDate())));
  return at.toISOString().slice(0, 10);
}
