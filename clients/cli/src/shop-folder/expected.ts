import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What the till took at one outlet on one day, in minor units. */
export interface ExpectedDay {
  outletId: string;
  date: string;
  receipts: number;
  lines: number;
  takenMinor: bigint;
}

/**
 * Adds up a folder's receipts straight from the text of its file. It shares no code with the import on purpose: a fault
 * in one of the two shows as a difference.
 */
export async function expectedDays(folder: string, fractionDigits: number): Promise<ExpectedDay[]> {
  const days = new Map<string, ExpectedDay & { seen: Set<string> }>();
  let header: string[] | undefined;
  for await (const text of createInterface({ input: createReadStream(join(folder, 'sales_receipts.csv')) })) {
    const cells = text
      .replace(/^\uFEFF/, '')
      .split(',')
      .map((cell) => cell.replaceAll('"', '').trim());
    if (header === undefined) {
      header = cells.map((cell) => cell.toLowerCase());
      continue;
    }
    if (text.trim() === '') continue;
    const names = header;
    const cell = (name: string) => cells[names.indexOf(name)] ?? '';
    const key = `${cell('sales_outlet_id')} ${cell('transaction_date')}`;
    const day = days.get(key) ?? {
      outletId: cell('sales_outlet_id'),
      date: cell('transaction_date'),
      receipts: 0,
      lines: 0,
      takenMinor: 0n,
      seen: new Set<string>(),
    };
    days.set(key, day);
    day.lines += 1;
    day.takenMinor += BigInt(Math.round(Number(cell('line_item_amount')) * 10 ** fractionDigits));
    day.seen.add(cell('transaction_id'));
  }
  return [...days.values()]
    .map(({ seen, ...day }) => ({ ...day, receipts: seen.size }))
    .sort(
      (a, b) => a.outletId.localeCompare(b.outletId, 'en', { numeric: true }) || a.date.localeCompare(b.date),
    );
}
