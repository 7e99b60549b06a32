import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EXACT_OWNERS, netTransfers, type Position } from './netting.ts';

/** Positions that sum to zero: the last owner has what is missing. */
const positions = (most: number, range: bigint) =>
  fc.array(fc.bigInt({ min: -range, max: range }), { maxLength: most - 1 }).map((minors): Position[] => {
    const last = -minors.reduce((sum, minor) => sum + minor, 0n);
    return [...minors, last].map((minor, i) => ({ organisationId: `o${String(i).padStart(3, '0')}`, minor }));
  });

function left(all: readonly Position[], transfers: ReturnType<typeof netTransfers>): Map<string, bigint> {
  const open = new Map(all.map(({ organisationId, minor }) => [organisationId, minor]));
  for (const { debtorId, creditorId, minor } of transfers) {
    open.set(debtorId, (open.get(debtorId) ?? 0n) + minor);
    open.set(creditorId, (open.get(creditorId) ?? 0n) - minor);
  }
  return open;
}

/** Fewest transfers by trying every first debtor against every creditor: slow and plain. */
function fewest(minors: readonly bigint[]): number {
  const open = minors.filter((minor) => minor !== 0n);
  const [first, ...others] = open;
  if (first === undefined) return 0;
  return Math.min(
    ...others.map((other, i) =>
      other > 0n === first > 0n ? Number.POSITIVE_INFINITY : 1 + fewest(others.with(i, other + first)),
    ),
  );
}

test('transfers settle everybody, none is empty or to oneself, and all run from debtors to creditors', () => {
  fc.assert(
    fc.property(positions(40, 1_000_000n), (all) => {
      const transfers = netTransfers(all);
      expect([...left(all, transfers).values()].filter((minor) => minor !== 0n)).toEqual([]);
      const of = new Map(all.map(({ organisationId, minor }) => [organisationId, minor]));
      for (const { debtorId, creditorId, minor } of transfers) {
        expect(minor > 0n && (of.get(debtorId) ?? 0n) < 0n && (of.get(creditorId) ?? 0n) > 0n).toBe(true);
      }
      const open = all.filter(({ minor }) => minor !== 0n).length;
      expect(transfers.length).toBeLessThanOrEqual(Math.max(0, open - 1));
    }),
  );
});

test('a few owners are settled by the fewest transfers there can be', () => {
  fc.assert(
    fc.property(positions(7, 4n), (all) => {
      expect(netTransfers(all).length).toBe(fewest(all.map(({ minor }) => minor)));
    }),
  );
});

test('many owners in pairs of equal amounts take one transfer a pair', () => {
  const all = Array.from({ length: 4 * EXACT_OWNERS }, (_, i) => ({
    organisationId: `o${String(i).padStart(3, '0')}`,
    minor: BigInt(Math.floor(i / 2) + 1) * (i % 2 === 0 ? 1n : -1n),
  }));
  expect(netTransfers(all)).toHaveLength(2 * EXACT_OWNERS);
});

test('the order of the owners makes no difference', () => {
  fc.assert(
    fc.property(positions(10, 20n), (all) => {
      expect(netTransfers(all.toReversed())).toEqual(netTransfers(all));
    }),
  );
});

test('positions that do not sum to zero are a fault, not a debt', () => {
  expect(() => netTransfers([{ organisationId: 'a', minor: 1n }])).toThrow(RangeError);
});
