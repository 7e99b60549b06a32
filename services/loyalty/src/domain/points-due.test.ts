import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EarningLine, pointsDue } from './points-due.ts';
import { type BonusRule, monthsLater, type Rules } from './programme.ts';

const redeem = { minPoints: 0, maxShareBps: 0, closedCafeIds: [], holdMinutes: 0 };
const bonus = (more: Partial<BonusRule>): BonusRule => ({
  ...{ name: 'Bonus', weekdays: [], startTimeOfDay: '', endTimeOfDay: '', startDay: '', endDay: '' },
  ...{ productIds: [], categoryIds: [], firstVisit: false },
  ...more,
});
const perAmount = (points: number, minor: number, categoryIds: string[] = []) => ({
  name: `${points} for ${minor}`,
  perAmount: { points, minor, categoryIds },
});
const rules = (more: Partial<Rules>): Rules => ({
  ...{ baseRules: [perAmount(1, 100)], bonusRules: [], redeem, expireMonths: 12 },
  ...more,
});
const line = (net: number, more: Partial<EarningLine> = {}): EarningLine => ({
  ...{ productId: 'latte', categoryId: 'coffee', quantity: 1, net: BigInt(net) },
  ...more,
});
/** A Monday at noon in Berlin. */
const noon = new Date('2026-03-02T11:00:00Z');
const buy = (lines: EarningLine[], more: object = {}) => ({
  ...{ lines, time: noon, zone: 'Europe/Berlin', isFirstVisit: false, isBirthday: false },
  ...more,
});

test('points are floored on all that was spent, not on each line', () => {
  expect(pointsDue(rules({}), buy([line(150), line(150)])).points).toBe(3n);
  expect(pointsDue(rules({}), buy([line(99)])).points).toBe(0n);
});

test('the best base rule counts, and only one', () => {
  const baseRules = [perAmount(1, 100), { name: 'Visit', perVisit: 5 }, perAmount(1, 10, ['cake'])];
  expect(pointsDue(rules({ baseRules }), buy([line(300)]))).toEqual({ points: 5n, ruleNames: ['Visit'] });
  expect(pointsDue(rules({ baseRules }), buy([line(300), line(90, { categoryId: 'cake' })]))).toEqual({
    points: 9n,
    ruleNames: ['1 for 10'],
  });
});

test('the newest bonus that matches comes on top, and only one', () => {
  const bonusRules = [
    bonus({ name: 'Double', bps: 10_000 }),
    bonus({ name: 'Cake', points: 7, categoryIds: ['cake'] }),
    bonus({ name: 'Sunday', points: 100, weekdays: [7] }),
  ];
  expect(pointsDue(rules({ bonusRules }), buy([line(450)]))).toEqual({
    points: 8n,
    ruleNames: ['1 for 100', 'Double'],
  });
  const withCake = buy([line(450), line(0, { categoryId: 'cake' })]);
  expect(pointsDue(rules({ bonusRules }), withCake).points).toBe(11n);
});

test.each([
  ['a happy hour', { startTimeOfDay: '12:00', endTimeOfDay: '12:01' }, true],
  ['an hour that is over', { startTimeOfDay: '11:00', endTimeOfDay: '12:00' }, false],
  ['a night past midnight', { startTimeOfDay: '22:00', endTimeOfDay: '12:01' }, true],
  ['its last day', { startDay: '2026-03-01', endDay: '2026-03-02' }, true],
  ['a day that has not come', { startDay: '2026-03-03' }, false],
  ['a weekday', { weekdays: [1] }, true],
  ['another product', { productIds: ['mocha'] }, false],
  ['a first visit that is none', { firstVisit: true }, false],
])('a bonus for %s holds by the clock and the counter of the café', (_, more, holds) => {
  const { points } = pointsDue(rules({ bonusRules: [bonus({ points: 9, ...more })] }), buy([line(100)]));
  expect(points).toBe(holds ? 10n : 1n);
});

test('a bonus for items counts each of them, and a tier multiplies all', () => {
  const bonusRules = [bonus({ perItem: 3, productIds: ['latte'] })];
  const lines = [line(800, { quantity: 2 }), line(300, { productId: 'tea' })];
  expect(pointsDue(rules({ bonusRules }), buy(lines)).points).toBe(17n);
  expect(pointsDue(rules({ bonusRules }), buy(lines), 15_000n).points).toBe(25n);
});

test('whoever spends more never earns less by a rule for money', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(1000), fc.integer({ min: 1, max: 50 }), (spent, more, points) => {
      const by = rules({ baseRules: [perAmount(points, 37)] });
      const less = pointsDue(by, buy([line(spent)])).points;
      expect(pointsDue(by, buy([line(spent), line(more)])).points).toBeGreaterThanOrEqual(less);
      expect(less).toBe(BigInt(Math.floor((spent * points) / 37)));
    }),
  );
});

test('months end where they end', () => {
  expect(monthsLater('2024-01-31', 1)).toBe('2024-02-29');
  expect(monthsLater('2025-12-31', 2)).toBe('2026-02-28');
  expect(monthsLater('2026-03-15', 12)).toBe('2027-03-15');
  expect(monthsLater('2026-03-15', 0)).toBeNull();
});

test('a birthday bonus is for the birthday, and says so', () => {
  const bonusRules = [bonus({ name: 'Birthday', points: 50, birthday: true })];
  expect(pointsDue(rules({ bonusRules }), buy([line(300)]))).toEqual({
    points: 3n,
    ruleNames: ['1 for 100'],
  });
  expect(pointsDue(rules({ bonusRules }), buy([line(300)], { isBirthday: true }))).toEqual({
    points: 53n,
    ruleNames: ['1 for 100', 'Birthday'],
    isBirthday: true,
  });
});
