import { expect, test } from 'vitest';
import { hasBirthdayBonus, isBirthdayOn } from './birthday.ts';

test('who was born on 29 February has their birthday on the 28th of other years', () => {
  expect(isBirthdayOn('2028-02-29', '02-29')).toBe(true);
  expect(isBirthdayOn('2028-02-28', '02-29')).toBe(false);
  expect(isBirthdayOn('2027-02-28', '02-29')).toBe(true);
  expect(isBirthdayOn('2027-03-01', '02-29')).toBe(false);
});

test('a birthday gives a bonus once in a calendar year, also where the day is changed', () => {
  expect(hasBirthdayBonus('2026-05-04', '05-04', null)).toBe(true);
  expect(hasBirthdayBonus('2026-05-04', '05-04', 2025)).toBe(true);
  expect(hasBirthdayBonus('2026-06-01', '06-01', 2026)).toBe(false);
});

test('of who has told no birthday it is never', () => {
  expect(hasBirthdayBonus('2026-05-04', undefined, null)).toBe(false);
  expect(hasBirthdayBonus('2026-05-04', '05-05', null)).toBe(false);
});
