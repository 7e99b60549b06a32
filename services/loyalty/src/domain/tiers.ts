/** Tiers: which one is reached, how long it is held, and what it multiplies. */
import { addDays } from '@sippy/kit/time';

/** A tier of a programme. */
export interface Tier {
  name: string;
  threshold: number;
  /** 10,000 leaves points as they are. */
  multiplierBps: number;
}

/** Tiers of a version of the rules, lowest first. */
export interface TierRules {
  measure: 'SPEND' | 'POINTS';
  windowDays: number;
  graceDays: number;
  tiers: readonly Tier[];
}

/** In which tier a member is from when until when. */
export interface TierPeriod {
  number: number;
  tier: string;
  ruleVersion: number;
  startTime: Date;
  endTime: Date | null;
  reviewDay: string;
}

/** What a member has collected in the window of days. */
export interface Collected {
  spend: bigint;
  points: bigint;
}

/** What counts of it. */
export function counted({ measure }: TierRules, { spend, points }: Collected): bigint {
  return measure === 'SPEND' ? spend : points;
}

/** The highest tier that is reached. */
function reachedTier({ tiers }: TierRules, collected: bigint): Tier | undefined {
  return tiers.findLast(({ threshold }) => collected >= BigInt(threshold));
}

/** The tier above one; the lowest above none. */
export function nextTier(rules: TierRules, name: string): Tier | undefined {
  return rules.tiers[rankOf(rules, name) + 1];
}

/** A tier by its name; undefined for none and for one that these rules do not have. */
export function tierNamed(rules: TierRules | undefined, name: string): Tier | undefined {
  return rules?.tiers.find((tier) => tier.name === name);
}

/** The tier in which a member was at a moment: the payment that reaches one is not multiplied by it. */
export function tierAt(periods: readonly TierPeriod[], time: Date): string {
  const isIn = ({ startTime, endTime }: TierPeriod) =>
    startTime < time && (endTime === null || time <= endTime);
  return periods.findLast(isIn)?.tier ?? '';
}

/** The period that a member is in. */
export function currentPeriod(periods: readonly TierPeriod[]): TierPeriod | undefined {
  return periods.find(({ endTime }) => endTime === null);
}

/** How a member's periods go on: one ends, and another may begin with its end. */
export interface TierChange {
  ended: TierPeriod | undefined;
  begun: TierPeriod | undefined;
}

/** What a member must be told to know where the periods go on. */
export interface TierMoment {
  ruleVersion: number;
  /** When what was collected came to it. */
  time: Date;
  /** Today in the network's zone. */
  today: string;
}

/** A higher tier that was reached, at once; undefined where there is none. */
export function upgrade(
  rules: TierRules,
  periods: readonly TierPeriod[],
  collected: bigint,
  moment: TierMoment,
): TierChange | undefined {
  const current = currentPeriod(periods);
  const reached = reachedTier(rules, collected);
  if (!reached || rankOf(rules, reached.name) <= rankOf(rules, current?.tier ?? '')) return undefined;
  return goOn(rules, periods, reached.name, moment);
}

/** What becomes of a tier whose days are over: kept, lowered to what is reached, or lost. Undefined before that. */
export function review(
  rules: TierRules | undefined,
  periods: readonly TierPeriod[],
  collected: bigint,
  moment: TierMoment,
): TierChange | undefined {
  const current = currentPeriod(periods);
  if (!current || moment.today < current.reviewDay) return undefined;
  if (!rules) return { ended: { ...current, endTime: moment.time }, begun: undefined };
  return goOn(rules, periods, reachedTier(rules, collected)?.name ?? '', moment);
}

function goOn(
  { windowDays, graceDays }: TierRules,
  periods: readonly TierPeriod[],
  tier: string,
  { ruleVersion, time, today }: TierMoment,
): TierChange {
  const current = currentPeriod(periods);
  const last = periods.at(-1);
  // A late word of an earlier payment changes nothing of what was before.
  const earliest = current?.startTime ?? last?.endTime ?? time;
  const startTime = time > earliest ? time : earliest;
  const begun = {
    ...{ number: (last?.number ?? 0) + 1, tier, ruleVersion, startTime, endTime: null },
    reviewDay: addDays(today, windowDays + graceDays),
  };
  return {
    ended: current && { ...current, endTime: startTime },
    begun: tier === '' ? undefined : begun,
  };
}

function rankOf({ tiers }: TierRules, name: string): number {
  return tiers.findIndex((tier) => tier.name === name);
}
