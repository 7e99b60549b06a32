import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountOf, paidBy, pointsWithin } from './worth.ts';

test('what points pay is floored once, over lots of all values', () => {
  expect(
    paidBy([
      { points: 150n, perThousand: 10n },
      { points: 50n, perThousand: 10n },
    ]),
  ).toBe(2n);
  expect(paidBy([{ points: 199n, perThousand: 10n }])).toBe(1n);
  expect(
    paidBy([
      { points: 50n, perThousand: 10n },
      { points: 25n, perThousand: 20n },
    ]),
  ).toBe(1n);
});

test('what points are worth is rounded half-even', () => {
  expect([50n, 150n, 250n, 151n].map((points) => amountOf([{ points, perThousand: 10n }]))).toEqual([
    0n,
    2n,
    2n,
    2n,
  ]);
});

test('as many points as an amount allows pay no more than it, and one more would', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10_000n }),
      fc.bigInt({ min: 1n, max: 5000n }),
      (amount, perThousand) => {
        const points = pointsWithin(amount, perThousand);
        expect(paidBy([{ points, perThousand }])).toBeLessThanOrEqual(amount);
        expect(paidBy([{ points: points + 1n, perThousand }])).toBeGreaterThan(amount);
      },
    ),
  );
});
