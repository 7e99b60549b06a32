import { expect, test } from 'vitest';
import { adjustPoints } from './adjust.ts';
import type { Place } from './earning.ts';
import { giveBack, holdPoints, postHold } from './holds.ts';
import { begin, type Posting } from './posting.ts';
import { worthOf } from './spend.ts';

const zone = 'Europe/Berlin';
const place = (valueVersion: number, perThousand: bigint): Place => ({
  ...{ networkId: 'n', cafeId: 'c', organisationId: 'o', zone, currencyCode: 'EUR' },
  ...{ ruleVersion: 1, valueVersion, perThousand },
  rules: {
    ...{ baseRules: [], bonusRules: [], expireMonths: 0 },
    redeem: { minPoints: 1, maxShareBps: 0, closedCafeIds: [], holdMinutes: 15 },
  } as unknown as Place['rules'],
});

let ids = 0;
const momentAt = (now: string) => ({ now: new Date(now), newId: () => `id ${++ids}` });
const purse = begin({
  ...{ memberId: 'm', networkId: 'n', customerId: 'k', version: 0n, firstOrderId: null, lots: [] },
});
const give = (posting: Posting, at: Place, now: string) =>
  adjustPoints(posting, at, { points: 100n, reason: 'GOODWILL', note: '' }, momentAt(now));
const wish = (points: bigint) => ({
  ...{ holdId: 'h', orderId: 'b', orderTotal: 10_000n, most: 10_000n, points },
});
const partsOf = ({ sets }: Posting) =>
  (sets.at(-1)?.transfers ?? []).map(({ lotId, points }) => ({ lotId, points }));
const freeOf = ({ purse: { lots } }: Posting) => lots.map(({ valueVersion, free }) => [valueVersion, free]);

test('a hold that is open while the value of points changes spends and gives back each lot at its own value', () => {
  const [before, after] = [place(1, 1000n), place(2, 3000n)];
  const first = give(purse, before, '2026-03-01T10:00:00Z');
  const held = holdPoints(first, before, wish(60n), momentAt('2026-03-01T11:00:00Z'));
  expect(held.hold.amount).toBe(60n);
  const parts = partsOf(held.posting);
  const second = give(held.posting, after, '2026-03-01T11:05:00Z');
  expect(freeOf(second)).toEqual([
    [1, 40n],
    [2, 100n],
  ]);
  const spent = postHold(second, held.hold, parts, '2026-03-01', momentAt('2026-03-01T11:10:00Z'));
  expect(spent.hold.amount).toBe(60n);
  expect(freeOf(spent.posting)).toEqual(freeOf(second));
  const share = { refunded: 1n, of: 2n };
  const back = giveBack(spent.posting, spent.hold, parts, share, zone, momentAt('2026-03-02T11:00:00Z'));
  expect(freeOf(back.posting)).toEqual([
    [1, 70n],
    [2, 100n],
  ]);
  const both = holdPoints(back.posting, after, wish(80n), momentAt('2026-03-02T12:00:00Z'));
  expect(both.hold.amount).toBe(70n + 30n);
  const taken = partsOf(both.posting).map(({ lotId, points }) => {
    const lot = both.posting.purse.lots.find((one) => one.lotId === lotId);
    if (!lot) throw new Error('a lot is missing');
    return { lot, points };
  });
  expect(worthOf(taken)).toBe(100n);
});

test('points are spent on the business day of the café, over the change of clocks and the end of the month', () => {
  const at = place(1, 1000n);
  const dayOf = (now: string) => {
    const given = give(purse, at, now);
    return holdPoints(given, at, wish(1n), momentAt(now)).posting.sets.at(-1)?.businessDay;
  };
  // Clocks went forward on 29 March: from then on midnight is at 22:00 UTC.
  expect(dayOf('2026-03-28T22:59:59Z')).toBe('2026-03-28');
  expect(dayOf('2026-03-28T23:00:00Z')).toBe('2026-03-29');
  expect(dayOf('2026-03-31T21:59:59Z')).toBe('2026-03-31');
  expect(dayOf('2026-03-31T22:00:00Z')).toBe('2026-04-01');
  expect(dayOf('2026-10-31T22:59:59Z')).toBe('2026-10-31');
  expect(dayOf('2026-10-31T23:00:00Z')).toBe('2026-11-01');
});

test('what is told later keeps the days of its sale and of its refund', () => {
  const at = place(1, 1000n);
  const later = (now: string, happened: string) => ({ ...momentAt(now), happened: new Date(happened) });
  const given = give(purse, at, '2026-03-01T10:00:00Z');
  const held = holdPoints(given, at, wish(60n), later('2026-05-02T11:00:00Z', '2026-03-05T09:00:00Z'));
  const day = held.posting.sets.at(-1)?.businessDay ?? '';
  const parts = partsOf(held.posting);
  const spent = postHold(held.posting, held.hold, parts, day, momentAt('2026-05-03T11:00:00Z'));
  const refund = later('2026-05-04T11:00:00Z', '2026-03-06T09:00:00Z');
  const back = giveBack(spent.posting, spent.hold, parts, { refunded: 1n, of: 1n }, zone, refund);
  expect(back.posting.sets.slice(-3).map(({ kind, businessDay }) => [kind, businessDay])).toEqual([
    ['HOLD', '2026-03-05'],
    ['REDEEM', '2026-03-05'],
    ['REVERSE', '2026-03-06'],
  ]);
});
