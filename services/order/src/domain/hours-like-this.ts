import { addDays, localTime, momentOf } from '@sippy/kit/time';

/** A span of time, its end left out, and how much what was sold in it counts. */
export interface WeightedSpan {
  readonly start: Date;
  readonly end: Date;
  readonly weight: number;
}

/** How many days are looked at, the day of the moment itself among them. */
export const DAYS = 28;

/**
 * The same hour of the wall clock, with one hour on either side, on each of the last 28 days up to a moment. Days of the
 * moment's kind, weekday or weekend, count double.
 */
export function hoursLikeThis(at: Date, zone: string): WeightedSpan[] {
  const { date, minute, weekday } = localTime(at, zone);
  const hour = Math.floor(minute / 60) * 60;
  const spans: WeightedSpan[] = [];
  for (let back = 0; back < DAYS; back++) {
    const day = addDays(date, -back);
    const start = momentOf(day, hour - 60, zone);
    const end = new Date(Math.min(momentOf(day, hour + 120, zone).getTime(), at.getTime()));
    const sameKind = isWeekend(weekday) === isWeekend(weekdayBefore(weekday, back));
    spans.push({ start, end, weight: sameKind ? 2 : 1 });
  }
  return spans;
}

/** All of those days, at any hour. */
export function anyHour(at: Date): WeightedSpan[] {
  return [{ start: new Date(at.getTime() - DAYS * 86_400_000), end: at, weight: 1 }];
}

function weekdayBefore(weekday: number, days: number): number {
  return ((((weekday - 1 - days) % 7) + 7) % 7) + 1;
}

function isWeekend(weekday: number): boolean {
  return weekday >= 6;
}
