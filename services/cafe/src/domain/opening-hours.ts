import { addDays, localTime, minuteOfDay, momentOf } from '@sippy/kit/time';
import type { OpenInterval, OpeningHours } from '@sippy/proto/cafe/v1/cafe';
import { Weekday } from '@sippy/proto/type/v1/weekday';

const DAY = 1440;
/** How far ahead the next change is looked for, in days. */
const HORIZON_DAYS = 14;

const weekdays = [
  Weekday.MONDAY,
  Weekday.TUESDAY,
  Weekday.WEDNESDAY,
  Weekday.THURSDAY,
  Weekday.FRIDAY,
  Weekday.SATURDAY,
  Weekday.SUNDAY,
];

/** A stretch of minutes from the start of a local date; it may reach into the day after. */
export interface MinuteSpan {
  start: number;
  end: number;
}

/** Whether a café is open at a moment, and when that changes next, if it does within two weeks. */
export interface Openness {
  isOpen: boolean;
  changeTime: Date | undefined;
}

/** An interval as minutes: closing at or before opening means on the day after. */
export function spanOf({ opens, closes }: OpenInterval): MinuteSpan {
  const start = minuteOfDay(opens);
  const end = minuteOfDay(closes);
  return { start, end: end <= start ? end + DAY : end };
}

/** The opening intervals that begin on a local date: those of the date itself, else those of its weekday. */
function spansOn(hours: OpeningHours, date: string): MinuteSpan[] {
  const exception = hours.exceptions.find((day) => day.date === date);
  if (exception) return exception.intervals.map(spanOf);
  if (hours.weekly.length === 0) return [{ start: 0, end: DAY }];
  const weekday = weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7];
  return hours.weekly.filter((day) => day.weekday === weekday).flatMap((day) => day.intervals.map(spanOf));
}

/** Whether a café with these hours, in this zone, is open at `now`. */
export function opennessAt(hours: OpeningHours, zone: string, now: Date): Openness {
  const today = localTime(now, zone).date;
  const at = now.getTime();
  const spans = momentsAround(hours, zone, today);
  const current = spans.find((span) => span.start <= at && at < span.end);
  const next = current ? current.end : spans.find((span) => span.start > at)?.start;
  const horizon = momentOf(addDays(today, HORIZON_DAYS), 0, zone).getTime();
  const changes = next !== undefined && next < horizon;
  return { isOpen: current !== undefined, changeTime: changes ? new Date(next) : undefined };
}

/** Open stretches in epoch milliseconds from yesterday to past the horizon, those that touch joined. */
function momentsAround(hours: OpeningHours, zone: string, today: string): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = [];
  for (let day = -1; day <= HORIZON_DAYS + 1; day++) {
    const date = addDays(today, day);
    for (const span of spansOn(hours, date)) {
      const start = moment(date, span.start, zone);
      const end = moment(date, span.end, zone);
      if (end > start) spans.push({ start, end });
    }
  }
  spans.sort((a, b) => a.start - b.start);
  const joined: { start: number; end: number }[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else joined.push({ ...span });
  }
  return joined;
}

function moment(date: string, minute: number, zone: string): number {
  const days = Math.floor(minute / DAY);
  return momentOf(addDays(date, days), minute - days * DAY, zone).getTime();
}

/** What is wrong with opening hours, in words; undefined if nothing is. */
export function faultOf(hours: OpeningHours): string | undefined {
  return (
    twice(hours.weekly.map((day) => nameOf(day.weekday))) ??
    twice(hours.exceptions.map((day) => day.date)) ??
    hours.exceptions.map((day) => overlap(day.date, day.intervals.map(spanOf), [])).find(Boolean) ??
    weekdays.map((weekday, i) => weeklyOverlap(hours, weekday, weekdays[(i + 1) % 7])).find(Boolean)
  );
}

function nameOf(weekday: Weekday): string {
  return weekday.replace('WEEKDAY_', '');
}

function twice(names: string[]): string | undefined {
  const name = names.find((each, i) => names.indexOf(each) !== i);
  return name === undefined ? undefined : `${name} is named twice.`;
}

function weeklyOverlap(hours: OpeningHours, weekday: Weekday, next: Weekday | undefined): string | undefined {
  const on = (day: Weekday | undefined) =>
    hours.weekly.find((each) => each.weekday === day)?.intervals.map(spanOf) ?? [];
  return overlap(nameOf(weekday), on(weekday), on(next));
}

function overlap(day: string, spans: MinuteSpan[], following: MinuteSpan[]): string | undefined {
  const later = following.map(({ start, end }) => ({ start: start + DAY, end: end + DAY }));
  const all = [...spans, ...later].sort((a, b) => a.start - b.start);
  for (const [i, span] of all.entries()) {
    const before = all[i - 1];
    if (before && before.start < DAY && span.start < before.end) {
      return `The hours of ${day} overlap: ${show(before)} and ${show(span)}.`;
    }
  }
  return undefined;
}

function show({ start, end }: MinuteSpan): string {
  return `${clock(start)}-${clock(end)}`;
}

function clock(minute: number): string {
  const inDay = minute > DAY ? minute % DAY : minute;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
}
