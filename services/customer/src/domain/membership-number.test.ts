import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatMembershipNumber,
  MEMBERSHIP_NUMBERS,
  membershipNumber,
  readMembershipNumber,
} from './membership-number.ts';

const serial = fc.integer({ min: 0, max: MEMBERSHIP_NUMBERS - 1 });

test('a membership number is read back from the form in which people see it', () => {
  fc.assert(
    fc.property(serial, (n) => {
      const number = membershipNumber(n);
      expect(readMembershipNumber(formatMembershipNumber(number))).toBe(number);
      expect(readMembershipNumber(` ${number.slice(0, 3)} ${number.slice(3)} `)).toBe(number);
    }),
  );
});

test('one wrong digit is always found', () => {
  fc.assert(
    fc.property(serial, fc.nat(8), fc.integer({ min: 1, max: 9 }), (n, at, by) => {
      const digits = [...membershipNumber(n)];
      digits[at] = String((Number(digits[at]) + by) % 10);
      expect(readMembershipNumber(digits.join(''))).toBeUndefined();
    }),
  );
});

test('two neighbouring digits that changed places are always found', () => {
  fc.assert(
    fc.property(serial, fc.nat(7), (n, at) => {
      const number = membershipNumber(n);
      const [a, b] = [number[at], number[at + 1]];
      fc.pre(a !== b);
      expect(readMembershipNumber(`${number.slice(0, at)}${b}${a}${number.slice(at + 2)}`)).toBeUndefined();
    }),
  );
});

test('what is no number of nine digits is refused', () => {
  for (const typed of ['', '12345678', '1234567890', '12345678x', '１２３４５６７８９']) {
    expect(readMembershipNumber(typed)).toBeUndefined();
  }
});
