/** When something that is sold out may come back. Pure. */

const hourMs = 3_600_000;
const halfHourMs = hourMs / 2;

/** How long something is off sale: until somebody brings it back, an hour, until the next business day, up to a time. */
export type OffSale = 'open' | 'hour' | 'day' | 'time';

/**
 * The next time at which the café's clock shows `clock` (HH:MM) in its zone, later than `now`. In a night in which clocks
 * change it is that clock time as it will be then.
 */
export function nextAt(clock: string, zone: string, now: Date): Date | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock);
  if (!match) return undefined;
  const wanted = Number(match[1]) * 60 + Number(match[2]);
  const ahead = (wanted - minuteOfDay(now, zone) + 1440) % 1440;
  const start = Math.floor(now.getTime() / 60_000) * 60_000;
  const first = new Date(start + (ahead || 1440) * 60_000);
  // A change of clocks in between shifts it by an hour.
  const off = wanted - minuteOfDay(first, zone);
  const nearest = off > 720 ? off - 1440 : off < -720 ? off + 1440 : off;
  return new Date(first.getTime() + nearest * 60_000);
}

/** When it comes back by itself; undefined if somebody must bring it back. */
export function returnTimeOf(
  how: OffSale,
  given: { now: Date; zone: string; cutover: string; clock: string },
): Date | undefined {
  const { now, zone, cutover, clock } = given;
  if (how === 'hour') return new Date(now.getTime() + hourMs);
  if (how === 'day') return nextAt(cutover || '00:00', zone, now);
  return how === 'time' ? nextAt(clock, zone, now) : undefined;
}

/** The café's clock at the next half hour that is at least half an hour away, as HH:MM. */
export function suggestedClock(now: Date, zone: string): string {
  const next = new Date(Math.ceil((now.getTime() + halfHourMs) / halfHourMs) * halfHourMs);
  const minutes = minuteOfDay(next, zone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function minuteOfDay(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return part('hour') * 60 + part('minute');
}
