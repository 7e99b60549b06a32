import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundToCoin } from './cash.ts';

test.each([
  [477n, 5n, 475n],
  [478n, 5n, 480n],
  [475n, 5n, 475n],
  [2n, 5n, 0n],
  [105n, 10n, 100n],
  [115n, 10n, 120n],
  [477n, 1n, 477n],
])('%s in coins of %s is %s', (amount, coin, rounded) => {
  expect(roundToCoin(amount, coin)).toBe(rounded);
});

test('rounding gives a multiple of the coin, never further away than half a coin', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 12n), fc.constantFrom(1n, 5n, 10n, 50n, 100n), (amount, coin) => {
      const rounded = roundToCoin(amount, coin);
      expect(rounded % coin).toBe(0n);
      const away = rounded > amount ? rounded - amount : amount - rounded;
      expect(away * 2n <= coin).toBe(true);
    }),
  );
});
