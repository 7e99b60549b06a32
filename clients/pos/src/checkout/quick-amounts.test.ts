import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quickAmounts, roundToCoin } from './quick-amounts.ts';

const due = fc.bigInt({ min: 1n, max: 1_000_000n });
const currency = fc.constantFrom('EUR', 'USD', 'GBP', 'CHF', 'JPY', 'SEK', 'XTS');

test('every amount covers what is due, the smallest is exactly that, and they are few, sorted and different', () => {
  fc.assert(
    fc.property(due, currency, fc.constantFrom(0, 2, 3), (amount, code, digits) => {
      const amounts = quickAmounts(amount, code, digits);
      expect(amounts[0]).toBe(amount);
      expect(amounts.length).toBeLessThanOrEqual(6);
      for (const [i, next] of amounts.entries()) if (i > 0) expect(next > (amounts[i - 1] ?? 0n)).toBe(true);
    }),
  );
});

test('a coffee for 4.75 euros offers the notes a guest may have', () => {
  expect(quickAmounts(475n, 'EUR', 2)).toEqual([475n, 500n, 1000n, 2000n, 5000n, 10_000n]);
});

test('an amount between notes offers the next sums of each note', () => {
  expect(quickAmounts(2340n, 'EUR', 2)).toEqual([2340n, 2500n, 3000n, 4000n, 5000n, 10_000n]);
});

test('a currency without minor units has notes of whole units', () => {
  expect(quickAmounts(650n, 'JPY', 0)).toEqual([650n, 1000n, 5000n, 10_000n]);
});

test('cash is rounded to the nearest coin, a half to the even multiple', () => {
  expect([472n, 473n, 475n, 478n].map((amount) => roundToCoin(amount, 5n))).toEqual([470n, 475n, 475n, 480n]);
  expect([5n, 15n, 25n].map((amount) => roundToCoin(amount, 10n))).toEqual([0n, 20n, 20n]);
  expect(roundToCoin(473n, 0n)).toBe(473n);
});
