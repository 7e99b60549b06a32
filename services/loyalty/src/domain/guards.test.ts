import { expect, test } from 'vitest';
import {
  addedBy,
  answerableFor,
  type Candidate,
  type DayCount,
  DEFAULT_GUARDS,
  exceeding,
  type Guards,
  isOwnSale,
  limitedKeys,
} from './guards.ts';

const none = { orders: 0, points: 0 };
const guards = (limits: Partial<Guards['limits']>): Guards => ({
  ...DEFAULT_GUARDS,
  limits: { MEMBER: none, STAFF: none, CAFE: none, ...limits },
});

/** An order of a member at a minute of the day. */
function order(orderId: string, points: number, minute: number, rule: Guards, member = 'anna'): Candidate {
  const day = '2026-05-04';
  const keys = limitedKeys(rule, [
    { counted: 'MEMBER', networkId: 'n', subjectId: member, day },
    { counted: 'STAFF', networkId: 'n', subjectId: 'barista', day },
    { counted: 'CAFE', networkId: 'n', subjectId: 'café', day },
  ]);
  return { orderId, points: BigInt(points), time: new Date(minute * 60_000), guards: rule, keys };
}

/** The counts with these orders, where so much was counted of each before. */
const after = (candidates: readonly Candidate[], orders = 0n, points = 0n): DayCount[] =>
  addedBy(candidates).map((count) => ({
    ...count,
    orders: count.orders + orders,
    points: count.points + points,
  }));

test('what exceeds a limit of orders is held, by the time of the sale and not by when it is heard of', () => {
  const rule = guards({ MEMBER: { orders: 3, points: 0 } });
  const all = [order('c', 1, 30, rule), order('a', 1, 10, rule), order('b', 1, 20, rule)];
  expect(exceeding(all, after(all, 1n))).toEqual(new Map([['c', ['MEMBER_LIMIT']]]));
  expect(exceeding(all, after(all, 0n))).toEqual(new Map());
});

test('an order that is too much for the points of a day is held, and leaves room for a smaller one', () => {
  const rule = guards({ CAFE: { orders: 0, points: 100 } });
  const all = [order('large', 90, 1, rule), order('small', 20, 2, rule, 'ben')];
  expect(exceeding(all, after(all, 5n, 20n))).toEqual(new Map([['large', ['CAFE_LIMIT']]]));
});

test('every limit that is exceeded is named, and other members are not held for it', () => {
  const rule = guards({ MEMBER: { orders: 1, points: 0 }, STAFF: { orders: 2, points: 0 } });
  const all = [1, 2, 3, 4].map((n) => order(`${n}`, 1, n, rule, n === 4 ? 'ben' : 'anna'));
  expect(exceeding(all, after(all))).toEqual(
    new Map([
      ['2', ['MEMBER_LIMIT']],
      ['3', ['MEMBER_LIMIT']],
    ]),
  );
  const more = [order('5', 1, 5, rule)];
  expect(exceeding(more, after(more, 2n))).toEqual(new Map([['5', ['MEMBER_LIMIT', 'STAFF_LIMIT']]]));
});

test('nothing is counted of which there is no limit', () => {
  expect(order('a', 1, 1, guards({})).keys).toEqual([]);
  expect(order('a', 1, 1, DEFAULT_GUARDS).keys.map(({ counted }) => counted)).toEqual(['MEMBER', 'STAFF']);
});

test('an own sale is one that the member placed, took the money of or claimed, by their account or as staff', () => {
  const sale = { placedById: 'staff', takenById: 'till', claimedById: null };
  expect(isOwnSale(sale, [], ['anna'])).toBe(false);
  expect(isOwnSale(sale, ['anna'], ['anna'])).toBe(true);
  expect(isOwnSale({ ...sale, takenById: 'anna' }, [], ['merged', 'anna'])).toBe(true);
  expect(isOwnSale({ ...sale, claimedById: 'anna' }, [], ['anna'])).toBe(true);
});

test('whoever orders and pays online for themselves sells nothing', () => {
  const online = { placedById: null, takenById: 'anna', claimedById: null };
  expect(isOwnSale(online, [], ['anna'])).toBe(false);
  expect(answerableFor(online)).toBeNull();
});

test('who gave the order to the member answers for it, else who took the money, else who placed it', () => {
  const sale = { placedById: 'a', takenById: 'b', claimedById: 'c' };
  expect(answerableFor(sale)).toBe('c');
  expect(answerableFor({ ...sale, claimedById: null })).toBe('b');
  expect(answerableFor({ placedById: 'a', takenById: null, claimedById: null })).toBe('a');
});
