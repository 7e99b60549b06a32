import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Lot } from './purse.ts';
import { mostWithin, worthOf } from './spend.ts';

const lotsOf = (all: readonly (readonly [free: bigint, perThousand: bigint])[]): Lot[] =>
  all.map(([free, perThousand], i) => ({
    ...{ lotId: `lot ${i}`, cafeId: 'c', organisationId: 'o', zone: 'UTC', valueVersion: 1, perThousand },
    ...{ issueDay: '2026-01-01', expireDay: null, graceDay: null, free, held: 0n, expired: 0n },
  }));

/** What the first so many points are worth, point by point. */
function worthOfFirst(lots: readonly Lot[], points: number): bigint {
  let open = points;
  let exact = 0n;
  for (const lot of lots) {
    const taken = Math.min(open, Number(lot.free > 0n ? lot.free : 0n));
    exact += BigInt(taken) * lot.perThousand;
    open -= taken;
  }
  return exact / 1000n;
}

test('as much is paid as points can within an amount, with the fewest of them, the oldest first', () => {
  const lot = fc.tuple(fc.bigInt(-5n, 60n), fc.constantFrom(1n, 7n, 250n, 1000n, 1500n, 5000n, 12_345n));
  fc.assert(
    fc.property(fc.array(lot, { maxLength: 4 }), fc.bigInt(0n, 400n), (all, amount) => {
      const lots = lotsOf(all);
      const taken = mostWithin(lots, amount);
      const points = Number(taken.reduce((sum, part) => sum + part.points, 0n));
      const total = Number(lots.reduce((sum, { free }) => sum + (free > 0n ? free : 0n), 0n));
      let best = 0;
      for (let n = 0; n <= total; n++)
        if (worthOfFirst(lots, n) <= amount && worthOfFirst(lots, n) > worthOfFirst(lots, best)) best = n;
      expect(points).toBe(best);
      expect(worthOf(taken)).toBe(worthOfFirst(lots, best));
      expect(worthOf(taken) <= amount).toBe(true);
    }),
    { numRuns: 500 },
  );
});
