import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergePurses } from './merge.ts';
import { balanceOf, heldOf, type Lot, type Purse } from './purse.ts';

const now = new Date('2026-03-10T12:00:00Z');
const moment = { now, newId: () => 'set' };
const at = { cafeId: 'here', organisationId: 'owner', zone: 'UTC' };

const lotsOf = (whose: string) =>
  fc
    .array(fc.record({ free: fc.bigInt({ min: -50n, max: 100n }), held: fc.bigInt({ min: 0n, max: 30n }) }), {
      maxLength: 8,
    })
    .map((all) =>
      all.map(
        ({ free, held }, i): Lot => ({
          ...{
            lotId: `${whose} ${i}`,
            cafeId: 'there',
            organisationId: 'other',
            zone: 'UTC',
            valueVersion: 1,
          },
          ...{ perThousand: 10n, issueDay: `2026-02-0${i + 1}`, expireDay: '2026-03-10', graceDay: null },
          ...{ free, held, expired: 0n },
        }),
      ),
    );

const purse = (customerId: string, lots: readonly Lot[]): Purse => ({
  ...{ memberId: customerId, networkId: 'network', customerId, version: 3n, firstOrderId: null },
  lots,
});

test('a merged member has what both had, free, owed and held; every set balances, and no account but theirs keeps anything', () => {
  fc.assert(
    fc.property(lotsOf('kept'), lotsOf('merged'), (ours, theirs) => {
      const [kept, merged] = [purse('kept', ours), purse('merged', theirs)];
      const { purse: both, sets } = mergePurses(kept, merged, at, moment);
      expect(balanceOf(both, now)).toBe(balanceOf(kept, now) + balanceOf(merged, now));
      expect(heldOf(both)).toBe(heldOf(kept) + heldOf(merged));
      expect(both.lots.some(({ free }) => free < 0n) && both.lots.some(({ free }) => free > 0n)).toBe(
        sets.length === 0 && ours.some(({ free }) => free < 0n) && ours.some(({ free }) => free > 0n),
      );
      const left = new Map(theirs.map(({ lotId, free, held }) => [lotId, { CUSTOMER: free, HELD: held }]));
      for (const { from, to, lotId, points } of sets
        .filter(({ kind }) => kind === 'MERGE')
        .flatMap((set) => set.transfers)) {
        expect(points > 0n && from.kind === to.kind).toBe(true);
        const lot = left.get(lotId);
        if (!lot || (from.kind !== 'CUSTOMER' && from.kind !== 'HELD')) throw new Error('another lot moved');
        lot[from.kind] += to.id === 'merged' ? points : -points;
      }
      expect([...left.values()].every((lot) => lot.CUSTOMER === 0n && lot.HELD === 0n)).toBe(true);
    }),
  );
});

test('a member who has had nothing brings nothing, and nothing is posted', () => {
  expect(mergePurses(purse('kept', []), purse('merged', []), undefined, moment).sets).toEqual([]);
});
