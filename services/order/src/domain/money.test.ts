import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moneyText, roundedRatio, shareOf, spread } from './money.ts';

const sum = (parts: readonly bigint[]) => parts.reduce((all, part) => all + part, 0n);

describe('rounding', () => {
  test('halves go to the even neighbour by default', () => {
    expect([5n, 15n, 25n, -5n, -15n].map((n) => roundedRatio(n, 10n, 'HALF_EVEN'))).toEqual([
      0n,
      2n,
      2n,
      0n,
      -2n,
    ]);
  });

  test('each other mode rounds as its name says, alike on both sides of zero', () => {
    expect([5n, -5n, 4n, 6n].map((n) => roundedRatio(n, 10n, 'HALF_UP'))).toEqual([1n, -1n, 0n, 1n]);
    expect([1n, -1n, 10n, 0n].map((n) => roundedRatio(n, 10n, 'UP'))).toEqual([1n, -1n, 1n, 0n]);
    expect([9n, -9n, 10n].map((n) => roundedRatio(n, 10n, 'DOWN'))).toEqual([0n, 0n, 1n]);
  });

  test('a rounded amount is never a whole unit away from the exact one', () => {
    const rounding = fc.constantFrom('HALF_EVEN', 'HALF_UP', 'UP', 'DOWN' as const);
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        rounding,
        (numerator, denominator, mode) => {
          const off = roundedRatio(numerator, denominator, mode) * denominator - numerator;
          expect((off < 0n ? -off : off) < denominator).toBe(true);
        },
      ),
    );
  });

  test('shares are exact where floating point is not', () => {
    expect(shareOf(9_007_199_254_740_993n, 5000)).toBe(4_503_599_627_370_496n);
    expect(shareOf(105n, 5000)).toBe(52n);
    expect(shareOf(107n, 5000)).toBe(54n);
  });
});

describe('spreading', () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 50 });

  test('parts add up to the whole whenever there is a weight', () => {
    fc.assert(
      fc.property(weights, fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), (given, total) => {
        expect(sum(spread(total, given))).toBe(sum(given) === 0n ? 0n : total);
      }),
    );
  });

  test('no part is a whole unit away from its exact share, and a weight of zero gets nothing', () => {
    fc.assert(
      fc.property(weights, fc.bigInt({ min: 0n, max: 10n ** 12n }), (given, total) => {
        const all = sum(given);
        for (const [i, part] of spread(total, given).entries()) {
          const weight = given[i] ?? 0n;
          if (weight === 0n) expect(part).toBe(0n);
          else {
            const off = part * all - total * weight;
            expect((off < 0n ? -off : off) < all).toBe(true);
          }
        }
      }),
    );
  });

  test('what is taken off a line is never more than the line', () => {
    fc.assert(
      fc.property(weights, fc.nat({ max: 10_000 }), (given, bps) => {
        const parts = spread(shareOf(sum(given), bps), given);
        expect(parts.every((part, i) => part >= 0n && part <= (given[i] ?? 0n))).toBe(true);
      }),
    );
  });

  test('equal remainders are served in order', () => {
    expect(spread(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(spread(-5n, [1n, 0n, 1n])).toEqual([-3n, 0n, -2n]);
  });
});

test('amounts are written with the digits of their currency', () => {
  expect(moneyText(475n, 'USD')).toBe('4.75 USD');
  expect(moneyText(-5n, 'EUR')).toBe('-0.05 EUR');
  expect(moneyText(475n, 'JPY')).toBe('475 JPY');
  expect(moneyText(1234n, 'KWD')).toBe('1.234 KWD');
});
