import { expect, test } from 'vitest';
import { AGES, pointsReport } from './points-report.ts';

const values = new Map([
  [1, 333n],
  [2, 1001n],
]);
const left = (ageDays: number, points: bigint, valueVersion = 1) => ({
  ...{ cafeId: 'a', organisationId: 'o', valueVersion, ageDays, points },
});

test('a liability is the exact worth of all outstanding points rounded once, and its ages add up to it', () => {
  const [cafe] = pointsReport([], [left(0, 101n), left(30, 5n, 2), left(31, 77n), left(400, 13n, 2)], values);
  // 101 and 77 at 0.333, 18 at 1.001: 77.292.
  expect(cafe).toMatchObject({ outstanding: 196n, minor: 77n, issued: 0n });
  expect(cafe?.ages.map(({ points }) => points)).toEqual([106n, 77n, 0n, 0n, 13n]);
  expect(cafe?.ages.reduce((sum, { minor }) => sum + minor, 0n)).toBe(77n);
});

test('points on the day before an age begins belong to the age before, and what was issued after the month counts as new', () => {
  for (const [i, from] of AGES.entries()) {
    const [cafe] = pointsReport([], [left(from, 1n)], values);
    expect(cafe?.ages.findIndex(({ points }) => points === 1n)).toBe(i);
  }
  const [cafe] = pointsReport([], [left(30, 1n), left(-3, 2n)], values);
  expect(cafe?.ages[0]?.points).toBe(3n);
});

test('points that members owe count against those that they have', () => {
  const [cafe] = pointsReport([], [left(1, 100n), left(50, -400n)], values);
  expect(cafe).toMatchObject({ outstanding: -300n, minor: -100n });
});
