import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pointStops } from './point-stops.ts';

test('a slider stops at the fewest and the most points, and at round numbers between', () => {
  expect(pointStops(20n, 137n)).toEqual([
    ...[20n, 25n, 30n, 35n, 40n, 45n, 50n, 55n, 60n, 65n, 70n, 75n, 80n, 85n, 90n, 95n, 100n],
    ...[105n, 110n, 115n, 120n, 125n, 130n, 135n, 137n],
  ]);
  expect(pointStops(1n, 3n)).toEqual([1n, 2n, 3n]);
  expect(pointStops(50n, 50n)).toEqual([50n]);
});

test('it stops nowhere where nothing can be spent', () => {
  expect(pointStops(20n, 0n)).toEqual([]);
  expect(pointStops(20n, 19n)).toEqual([]);
});

test('its stops rise, stay within the bounds, and are few', () => {
  const amount = fc.bigInt({ min: 1n, max: 100_000_000n });
  fc.assert(
    fc.property(amount, amount, (a, b) => {
      const [least, most] = a < b ? [a, b] : [b, a];
      const stops = pointStops(least, most);
      expect(stops[0]).toBe(least);
      expect(stops.at(-1)).toBe(most);
      expect(stops.length).toBeLessThanOrEqual(43);
      for (let i = 1; i < stops.length; i++) expect(stops[i] ?? 0n).toBeGreaterThan(stops[i - 1] ?? 0n);
    }),
  );
});
