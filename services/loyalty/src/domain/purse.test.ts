import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverDebts } from './cover.ts';
import { begin } from './posting.ts';
import { balanceOf, type Lot, type Purse, takeOldest, totalOf } from './purse.ts';

const now = new Date('2026-03-10T12:00:00Z');
const moment = { now, newId: () => 'set' };

const lots = fc
  .array(
    fc.record({
      free: fc.bigInt({ min: -50n, max: 100n }),
      issue: fc.integer({ min: 1, max: 28 }),
      isOver: fc.boolean(),
      cafeId: fc.constantFrom('here', 'there'),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all
      .sort((a, b) => a.issue - b.issue)
      .map(({ free, issue, isOver, cafeId }, i): Lot => {
        const issueDay = `2026-02-${String(issue).padStart(2, '0')}`;
        return {
          ...{ lotId: `lot ${i}`, cafeId, organisationId: 'owner', zone: 'UTC', valueVersion: 1, issueDay },
          ...{ perThousand: 10n, expireDay: isOver ? '2026-03-09' : '2026-03-10', graceDay: null },
          ...{ free, held: 0n, expired: 0n },
        };
      }),
  );

const purseOf = (all: readonly Lot[]): Purse => ({
  ...{ memberId: 'member', networkId: 'network', customerId: 'customer', version: 0n, firstOrderId: null },
  lots: all,
});

test('what is taken comes from the oldest lots, empties all but the last, and is never more than there is', () => {
  fc.assert(
    fc.property(lots, fc.bigInt({ min: 1n, max: 400n }), (all, points) => {
      const taken = takeOldest(all, points);
      const there = all.reduce((sum, { free }) => (free > 0n ? sum + free : sum), 0n);
      expect(totalOf(taken)).toBe(points < there ? points : there);
      for (const { lot, points: part } of taken.slice(0, -1)) expect(part).toBe(lot.free);
      const full = all.filter(({ free }) => free > 0n).slice(0, taken.length);
      expect(taken.map(({ lot }) => lot)).toEqual(full);
    }),
  );
});

test('covering debts leaves debts or points to spend, never both, and the balance and every lot’s sum as they were', () => {
  fc.assert(
    fc.property(lots, (all) => {
      const before = purseOf(all);
      const { purse, sets } = coverDebts(begin(before), moment);
      const usable = purse.lots.filter(({ expireDay }) => expireDay === '2026-03-10');
      const owes = purse.lots.some(({ free }) => free < 0n);
      expect(owes && usable.some(({ free }) => free > 0n)).toBe(false);
      expect(balanceOf(purse, now)).toBe(balanceOf(before, now));
      for (const { transfers } of sets) {
        const to = (kind: string) => transfers.filter((each) => each.to.kind === kind);
        expect(totalOf(to('CAFE'))).toBe(totalOf(to('CUSTOMER')));
      }
    }),
  );
});
