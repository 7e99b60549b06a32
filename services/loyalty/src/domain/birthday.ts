/** When somebody has their birthday. */

/** Whether a date (YYYY-MM-DD) is the birthday of somebody born on this day of the year (MM-DD). */
export function isBirthdayOn(date: string, monthDay: string): boolean {
  const [year = 0] = date.split('-').map(Number);
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return date.slice(5) === (monthDay === '02-29' && !isLeap ? '02-28' : monthDay);
}

/** Whether a birthday bonus is still to be had on a date: once in a calendar year, whatever the birthday is changed to. */
export function hasBirthdayBonus(
  date: string,
  monthDay: string | undefined,
  lastYear: number | null | undefined,
): boolean {
  if (monthDay === undefined || !isBirthdayOn(date, monthDay)) return false;
  return (lastYear ?? 0) < Number(date.slice(0, 4));
}
