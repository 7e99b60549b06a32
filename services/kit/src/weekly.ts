import { addDays, localTime, minuteOfDay } from './time.ts';

/** A stretch of wall-clock time that comes back every week. */
export interface WeeklyWindow {
  /** Days on which it begins, 1 = Monday … 7 = Sunday. */
  readonly weekdays: readonly number[];
  /** HH:MM */
  readonly starts: string;
  /** HH:MM, no longer part of it; at or before `starts` means on the day after. */
  readonly ends: string;
}

const DAY = 1440;

/** Whether the wall clock of an IANA zone stands within one of the windows at a moment. */
export function isInWindow(windows: readonly WeeklyWindow[], at: Date, zone: string): boolean {
  const { date, minute, weekday } = localTime(at, zone);
  const yesterday = weekdayOf(addDays(date, -1));
  return windows.some((window) => {
    const start = minuteOfDay(window.starts);
    const until = minuteOfDay(window.ends);
    const end = until <= start ? until + DAY : until;
    const today = window.weekdays.includes(weekday) && minute >= start && minute < end;
    return today || (window.weekdays.includes(yesterday) && minute + DAY < end);
  });
}

function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}
