import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  currentPeriod,
  nextTier,
  review,
  type TierPeriod,
  type TierRules,
  tierAt,
  upgrade,
} from './tiers.ts';

const rules: TierRules = {
  ...{ measure: 'POINTS', windowDays: 30, graceDays: 7 },
  tiers: [
    { name: 'Silver', threshold: 100, multiplierBps: 12_500 },
    { name: 'Gold', threshold: 300, multiplierBps: 15_000 },
  ],
};
const at = (day: string) => ({ ruleVersion: 1, time: new Date(`${day}T12:00:00Z`), today: day });
const after = (periods: readonly TierPeriod[], change: ReturnType<typeof upgrade>): TierPeriod[] => [
  ...periods.map((one) => (one.number === change?.ended?.number ? change.ended : one)),
  ...(change?.begun ? [change.begun] : []),
];

test('a tier is reached at once, the highest that is, and held for the window and its grace', () => {
  expect(upgrade(rules, [], 99n, at('2026-03-01'))).toBeUndefined();
  const silver = after([], upgrade(rules, [], 100n, at('2026-03-01')));
  expect(silver).toMatchObject([{ number: 1, tier: 'Silver', reviewDay: '2026-04-07', endTime: null }]);
  expect(upgrade(rules, silver, 299n, at('2026-03-02'))).toBeUndefined();
  const gold = after(silver, upgrade(rules, silver, 1000n, at('2026-03-02')));
  expect(gold).toMatchObject([{ tier: 'Silver', endTime: at('2026-03-02').time }, { tier: 'Gold' }]);
  expect(upgrade(rules, [], 500n, at('2026-03-01'))?.begun?.tier).toBe('Gold');
  const next = (name: string) => nextTier(rules, name)?.name;
  expect([next(''), next('Silver'), next('Gold')]).toEqual(['Silver', 'Gold', undefined]);
});

test('the payment that reaches a tier is not multiplied by it, the next one is, and a late word changes nothing before', () => {
  const reached = after([], upgrade(rules, [], 100n, at('2026-03-05')));
  expect(tierAt(reached, at('2026-03-05').time)).toBe('');
  expect(tierAt(reached, at('2026-03-06').time)).toBe('Silver');
  const late = after(reached, upgrade(rules, reached, 300n, at('2026-03-01')));
  expect(tierAt(late, at('2026-03-04').time)).toBe('');
  expect(tierAt(late, at('2026-03-06').time)).toBe('Gold');
});

test('a tier is kept, lowered or lost when its days and its grace are over, and not before', () => {
  const gold = after([], upgrade(rules, [], 300n, at('2026-03-01')));
  expect(review(rules, gold, 0n, at('2026-04-06'))).toBeUndefined();
  const day = at('2026-04-07');
  expect(review(rules, gold, 300n, day)?.begun).toMatchObject({ tier: 'Gold', reviewDay: '2026-05-14' });
  expect(review(rules, gold, 100n, day)?.begun).toMatchObject({ tier: 'Silver' });
  expect(review(rules, gold, 99n, day)).toMatchObject({ ended: { tier: 'Gold' }, begun: undefined });
  expect(review(undefined, gold, 999n, day)).toMatchObject({
    ended: { endTime: day.time },
    begun: undefined,
  });
});

test('periods follow each other without overlap, one is open at most, and orders alone never lower a tier', () => {
  const step = fc.record({
    day: fc.integer({ min: 1, max: 90 }),
    collected: fc.bigInt({ min: -50n, max: 500n }),
    isReview: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let periods: TierPeriod[] = [];
      for (const { day, collected, isReview } of steps) {
        const moment = at(new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10));
        const rank = () => rules.tiers.findIndex(({ name }) => name === currentPeriod(periods)?.tier);
        const before = rank();
        const change = (isReview ? review : upgrade)(rules, periods, collected, moment);
        periods = after(periods, change);
        if (!isReview) expect(rank()).toBeGreaterThanOrEqual(before);
        expect(periods.filter(({ endTime }) => endTime === null).length).toBeLessThanOrEqual(1);
        for (const [i, { startTime, endTime, number }] of periods.entries()) {
          expect(number).toBe(i + 1);
          if (endTime) expect(endTime >= startTime).toBe(true);
          if (i > 0) expect(startTime >= (periods[i - 1]?.endTime ?? startTime)).toBe(true);
        }
      }
    }),
  );
});
