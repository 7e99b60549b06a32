import { expect, test } from 'vitest';
import { claimCode, isClaimCode, printedCode } from './claim-code.ts';

const order = '0190a5b0-0000-7000-8000-000000000001';

test('a code fits its order and secret only, however it is typed', () => {
  const code = claimCode('a secret of the café', order);
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
  const fits = (typed: string, secret = 'a secret of the café', of = order) => isClaimCode(secret, of, typed);
  expect(fits(code)).toBe(true);
  expect(fits(printedCode(code).toLowerCase())).toBe(true);
  expect(fits(code.replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(true);
  expect(fits(code, 'another secret')).toBe(false);
  expect(fits(code, undefined, order.replace(/1$/, '2'))).toBe(false);
  expect(fits(code.slice(1))).toBe(false);
  expect(fits('')).toBe(false);
});
