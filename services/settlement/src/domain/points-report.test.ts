import { expect, test } from 'vitest';
import { AGES, type OutstandingSum, pointsReport } from './points-report.ts';

const values = new Map([
  [1, 333n],
  [2, 1001n],
]);
const reportOf = (outstanding: readonly OutstandingSum[]) =>
  pointsReport({ moved: [], outstanding, spent: [], returning: [] }, values);
const left = (ageDays: number, points: bigint, valueVersion = 1) => ({
  ...{ cafeId: 'a', organisationId: 'o', valueVersion, ageDays, points },
});

test('a liability is the exact worth of all outstanding points rounded once, and its ages add up to it', () => {
  const [cafe] = reportOf([left(0, 101n), left(30, 5n, 2), left(31, 77n), left(400, 13n, 2)]);
  // 101 and 77 at 0.333, 18 at 1.001: 77.292.
  expect(cafe).toMatchObject({ outstanding: 196n, minor: 77n, issued: 0n });
  expect(cafe?.ages.map(({ points }) => points)).toEqual([106n, 77n, 0n, 0n, 13n]);
  expect(cafe?.ages.reduce((sum, { minor }) => sum + minor, 0n)).toBe(77n);
});

test('points on the day before an age begins belong to the age before, and what was issued after the month counts as new', () => {
  for (const [i, from] of AGES.entries()) {
    const [cafe] = reportOf([left(from, 1n)]);
    expect(cafe?.ages.findIndex(({ points }) => points === 1n)).toBe(i);
  }
  const [cafe] = reportOf([left(30, 1n), left(-3, 2n)]);
  expect(cafe?.ages[0]?.points).toBe(3n);
});

test('points that members owe count against those that they have', () => {
  const [cafe] = reportOf([left(1, 100n), left(50, -400n)]);
  expect(cafe).toMatchObject({ outstanding: -300n, minor: -100n });
});

test('what spent points cost is shared by the members who came back, half to even, and has no figure where nobody did', () => {
  const spent = (points: bigint, valueVersion = 1) => ({
    ...{ cafeId: 'a', organisationId: 'o', valueVersion, points },
  });
  const cost = (members: bigint, ...all: ReturnType<typeof spent>[]) => {
    const returning = members === 0n ? [] : [{ cafeId: 'a', organisationId: 'o', members }];
    const [cafe] = pointsReport({ moved: [], outstanding: [left(0, 1n)], spent: all, returning }, values);
    return cafe && { paid: cafe.spentMinor, each: cafe.costMinor, cameBack: cafe.returningMembers };
  };
  // 100 at 0.333 and 50 at 1.001: 83.35.
  expect(cost(2n, spent(100n), spent(50n, 2))).toEqual({ paid: 83n, each: 42n, cameBack: 2n });
  expect(cost(0n, spent(100n))).toEqual({ paid: 33n, each: undefined, cameBack: 0n });
  expect(cost(4n)).toEqual({ paid: 0n, each: 0n, cameBack: 4n });
  expect(cost(2n, spent(-15n, 2))).toMatchObject({ paid: -15n, each: -8n });
});
