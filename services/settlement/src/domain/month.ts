/** Months of settlement, written YYYY-MM, in which days (YYYY-MM-DD) lie. */
import { momentOf } from '@sippy/kit/time';

/** Whether a text is a month from year 1 to 9998. */
export function isMonth(text: string): boolean {
  return /^(?!0000|9999)\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

/** The month of a day. */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

/** The first day of a month. */
export function firstDay(month: string): string {
  return `${month}-01`;
}

/** The month after. */
export function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const after = number === 12 ? [year + 1, 1] : [year, number + 1];
  return `${String(after[0]).padStart(4, '0')}-${String(after[1]).padStart(2, '0')}`;
}

/** A month as a number that grows by one with each month. */
export function numberOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}

/** The moment from which it is the next month's first day in each of these zones. */
export function endOfMonth(month: string, zones: readonly string[]): Date {
  const ends = zones.map((zone) => momentOf(firstDay(nextMonth(month)), 0, zone).getTime());
  return new Date(Math.max(...ends));
}

/**
 * The month that a posting of this business day is settled in: its own, unless that is locked; then the first open one.
 * `openFrom` is the first day in no locked month, null while none is locked.
 */
export function settledIn(businessDay: string, openFrom: string | null): string {
  const month = monthOf(businessDay);
  return openFrom !== null && month < monthOf(openFrom) ? monthOf(openFrom) : month;
}
