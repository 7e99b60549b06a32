const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** A moment as the wall clock of a zone shows it. */
export interface LocalTime {
  /** YYYY-MM-DD */
  date: string;
  /** Minutes since 00:00 on the wall clock, 0 to 1439. */
  minute: number;
  /** 1 = Monday … 7 = Sunday. */
  weekday: number;
}

const MINUTE_MS = 60_000;
/** Since then every zone changes its clocks at whole minutes. */
const WHOLE_MINUTES_MS = Date.UTC(2000, 0);
/** What was shown last in each zone, and in which minute. */
const shown = new Map<string, { minute: number; local: LocalTime }>();

/** What the wall clock of an IANA zone shows at a moment. Throws RangeError for an unknown zone. */
export function localTime(at: Date, zone: string): LocalTime {
  const minute = Math.floor(at.getTime() / MINUTE_MS);
  if (!(minute * MINUTE_MS >= WHOLE_MINUTES_MS)) return readClock(at, zone);
  let last = shown.get(zone);
  if (last?.minute !== minute) {
    last = { minute, local: readClock(at, zone) };
    shown.set(zone, last);
  }
  return { ...last.local };
}

function readClock(at: Date, zone: string): LocalTime {
  const part: Record<string, string> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = value;
  const date = `${(part.year ?? '').padStart(4, '0')}-${part.month}-${part.day}`;
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  return { date, minute: Number(part.hour) * 60 + Number(part.minute), weekday };
}

/**
 * The business day (YYYY-MM-DD) that a moment belongs to: the local date, or the one before while the wall clock shows
 * less than the cut-over, given as HH:MM.
 */
export function businessDay(at: Date, zone: string, cutover: string): string {
  const local = localTime(at, zone);
  return local.minute < minuteOfDay(cutover) ? addDays(local.date, -1) : local.date;
}

/** Minutes since 00:00 of an HH:MM text from 00:00 to 24:00. Throws RangeError for any other text. */
export function minuteOfDay(text: string): number {
  const match = /^(\d{2}):(\d{2})$/.exec(text);
  const minute = match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
  if (!(minute >= 0 && minute <= 1440 && Number(match?.[2]) < 60))
    throw new RangeError(`not a time of day: ${text}`);
  return minute;
}

/** The date (YYYY-MM-DD) so many days later. */
export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/**
 * The moment at which the wall clock of a zone shows this date and minute. A time that a change of clocks skips means
 * the moment of the change; one that comes twice means the first.
 */
export function momentOf(date: string, minute: number, zone: string): Date {
  const wall = Date.parse(`${date}T00:00:00Z`) + minute * 60_000;
  const shift = (at: number): number => {
    const local = localTime(new Date(at), zone);
    return Date.parse(`${local.date}T00:00:00Z`) + local.minute * 60_000 - Math.floor(at / 60_000) * 60_000;
  };
  const before = shift(wall - 86_400_000);
  const after = shift(wall + 86_400_000);
  for (const offset of [before, after]) {
    if (shift(wall - offset) === offset) return new Date(wall - offset);
  }
  return firstMomentAfter(wall, before, after, shift);
}

/** In a skipped hour: the moment at which the clocks change. */
function firstMomentAfter(wall: number, before: number, after: number, shift: (at: number) => number): Date {
  let low = wall - Math.max(before, after) - 3_600_000;
  let high = wall - Math.min(before, after) + 3_600_000;
  while (high - low > 60_000) {
    const middle = Math.floor((low + high) / 120_000) * 60_000;
    if (shift(middle) === before) low = middle;
    else high = middle;
  }
  return new Date(high);
}
