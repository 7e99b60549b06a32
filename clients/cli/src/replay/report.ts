import type { Sippy } from '@sippy/sdk';
import type { Owners } from '../import/owners.ts';
import { formatMinor } from '../money.ts';
import type { Cell } from '../output.ts';
import type { ExpectedDay } from '../shop-folder/expected.ts';
import { takenByOrder, tallyDay } from './tally.ts';

/** Holds what Sippy took against what the receipts say, a row per café and day and one for all. */
export async function reportRows(
  sippy: Sippy,
  { plans }: Owners,
  currency: string,
  expected: readonly ExpectedDay[],
): Promise<{ rows: Record<string, Cell>[]; allEqual: boolean }> {
  const rows: Record<string, Cell>[] = [];
  const sum = { receipts: 0, lines: 0, taken: 0n, expected: 0n };
  let allEqual = true;
  for (const cafe of plans.flatMap(({ cafes }) => cafes)) {
    const days = expected.filter((day) => day.outletId === cafe.outletId);
    if (days.length === 0) continue;
    const taken = await takenByOrder(sippy, cafe.cafeId);
    for (const day of days) {
      const tally = await tallyDay(sippy, cafe.cafeId, day.date, taken);
      const difference = tally.takenMinor - day.takenMinor;
      allEqual &&= difference === 0n && tally.receipts === day.receipts && tally.lines === day.lines;
      rows.push({
        café: cafe.name,
        day: day.date,
        receipts: `${tally.receipts}`,
        of: `${day.receipts}`,
        lines: `${tally.lines}`,
        taken: formatMinor(tally.takenMinor, currency),
        expected: formatMinor(day.takenMinor, currency),
        difference: formatMinor(difference, currency),
      });
      sum.receipts += tally.receipts;
      sum.lines += tally.lines;
      sum.taken += tally.takenMinor;
      sum.expected += day.takenMinor;
    }
  }
  const receipts = expected.reduce((total, day) => total + day.receipts, 0);
  rows.push({
    café: 'all',
    day: '',
    receipts: `${sum.receipts}`,
    of: `${receipts}`,
    lines: `${sum.lines}`,
    taken: formatMinor(sum.taken, currency),
    expected: formatMinor(sum.expected, currency),
    difference: formatMinor(sum.taken - sum.expected, currency),
  });
  return { rows, allEqual };
}
