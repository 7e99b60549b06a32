import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundHalfEven, spread } from './shares.ts';

const numerators = fc.array(fc.bigInt({ min: -10_000_000n, max: 10_000_000n }), { maxLength: 30 });
const sum = (all: readonly bigint[]) => all.reduce((total, one) => total + one, 0n);

test('a half goes to the even neighbour, on both sides of zero', () => {
  const halves = [-2500n, -1500n, -500n, 500n, 1500n, 2500n, 2501n, -2501n];
  expect(halves.map((half) => roundHalfEven(half, 1000n))).toEqual([-2n, -2n, 0n, 0n, 2n, 2n, 3n, -3n]);
});

test('the parts always add up to the whole, each less than one away from its exact share', () => {
  fc.assert(
    fc.property(numerators, fc.bigInt({ min: 1n, max: 5000n }), (exact, divisor) => {
      const whole = roundHalfEven(sum(exact), divisor);
      const parts = spread(whole, exact, divisor);
      expect(sum(parts)).toBe(whole);
      for (const [i, part] of parts.entries()) {
        const error = part * divisor - (exact[i] ?? 0n);
        expect(error < divisor && error > -divisor).toBe(true);
      }
    }),
  );
});

test('parts of a part add up to it, too: entries to their line', () => {
  fc.assert(
    fc.property(fc.array(numerators, { maxLength: 5 }), (lines) => {
      const totals = lines.map(sum);
      const minors = spread(roundHalfEven(sum(totals), 1000n), totals, 1000n);
      for (const [i, entries] of lines.entries()) {
        const minor = minors[i] ?? 0n;
        expect(sum(spread(minor, entries, 1000n))).toBe(minor);
      }
    }),
  );
});

test('those with the largest remainder get the rest, ties by order', () => {
  expect(spread(2n, [500n, 700n, 500n], 1000n)).toEqual([1n, 1n, 0n]);
  expect(spread(-1n, [-500n, -500n], 1000n)).toEqual([0n, -1n]);
  expect(() => spread(3n, [500n, 500n], 1000n)).toThrow(RangeError);
});
