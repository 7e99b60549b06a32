/** What an order earns by the rules: the base rule that gives most, and the newest bonus that matches. */
import { localTime, minuteOfDay } from '@sippy/kit/time';
import type { BaseRule, BonusRule, Rules } from './programme.ts';

/** A line of an order, as far as rules look at it. */
export interface EarningLine {
  productId: string;
  categoryId: string;
  quantity: number;
  /** What it costs after discounts and without tax, in minor units. */
  net: bigint;
}

/** What a rule may look at. */
export interface Purchase {
  lines: readonly EarningLine[];
  /** When it was paid. */
  time: Date;
  /** Zone of the café. */
  zone: string;
  isFirstVisit: boolean;
  /** The first order on the member's birthday. */
  isBirthday: boolean;
}

/** What an order earns, and by which rules. */
export interface Due {
  points: bigint;
  ruleNames: readonly string[];
  /** The bonus is that of the member's birthday. */
  isBirthday?: true;
}

const BPS = 10_000n;

/** Points for a purchase; `tierBps` multiplies them all (10,000 leaves them as they are). */
export function pointsDue(rules: Rules, purchase: Purchase, tierBps = BPS): Due {
  let base = { points: 0n, name: '' };
  for (const rule of rules.baseRules) {
    const points = basePoints(rule, purchase);
    if (points > base.points) base = { points, name: rule.name };
  }
  const bonus = rules.bonusRules.findLast((rule) => matches(rule, purchase));
  const extra = bonus ? bonusPoints(bonus, purchase, base.points) : 0n;
  const names = [base.points > 0n ? base.name : '', extra > 0n ? (bonus?.name ?? '') : ''];
  return {
    points: ((base.points + extra) * tierBps) / BPS,
    ruleNames: names.filter((name) => name !== ''),
    ...(bonus?.birthday && extra > 0n ? { isBirthday: true } : {}),
  };
}

/** Whether any rule asks for the first visit. */
export function asksForFirstVisit(rules: Rules): boolean {
  return rules.bonusRules.some((rule) => rule.firstVisit);
}

/** Whether any rule asks for the birthday. */
export function asksForBirthday(rules: Rules): boolean {
  return rules.bonusRules.some((rule) => rule.birthday);
}

function basePoints({ perAmount, perVisit }: BaseRule, { lines }: Purchase): bigint {
  if (perVisit !== undefined) return BigInt(perVisit);
  if (!perAmount) return 0n;
  const counted = lines.filter(
    ({ categoryId }) => perAmount.categoryIds.length === 0 || perAmount.categoryIds.includes(categoryId),
  );
  const spent = counted.reduce((sum, { net }) => sum + net, 0n);
  return spent <= 0n ? 0n : (spent * BigInt(perAmount.points)) / BigInt(perAmount.minor);
}

function bonusPoints(rule: BonusRule, purchase: Purchase, base: bigint): bigint {
  if (rule.points !== undefined) return BigInt(rule.points);
  if (rule.bps !== undefined) return (base * BigInt(rule.bps)) / BPS;
  const items = matchingLines(rule, purchase).reduce((sum, { quantity }) => sum + Math.max(quantity, 0), 0);
  return BigInt(rule.perItem ?? 0) * BigInt(items);
}

function matches(rule: BonusRule, purchase: Purchase): boolean {
  const { date, minute, weekday } = localTime(purchase.time, purchase.zone);
  return (
    (!rule.firstVisit || purchase.isFirstVisit) &&
    (!rule.birthday || purchase.isBirthday) &&
    (rule.weekdays.length === 0 || rule.weekdays.includes(weekday)) &&
    (rule.startDay === '' || date >= rule.startDay) &&
    (rule.endDay === '' || date <= rule.endDay) &&
    isWithin(minute, rule) &&
    matchingLines(rule, purchase).some(({ quantity }) => quantity > 0)
  );
}

function isWithin(minute: number, { startTimeOfDay, endTimeOfDay }: BonusRule): boolean {
  const start = startTimeOfDay === '' ? 0 : minuteOfDay(startTimeOfDay);
  const end = endTimeOfDay === '' ? 1440 : minuteOfDay(endTimeOfDay);
  return start <= end ? minute >= start && minute < end : minute >= start || minute < end;
}

function matchingLines({ productIds, categoryIds }: BonusRule, { lines }: Purchase): readonly EarningLine[] {
  if (productIds.length === 0 && categoryIds.length === 0) return lines;
  return lines.filter((line) => productIds.includes(line.productId) || categoryIds.includes(line.categoryId));
}
