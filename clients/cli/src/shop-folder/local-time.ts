import { Temporal } from '@js-temporal/polyfill';

/** An instant, and whether the local time named it clearly. */
export interface LocalInstant {
  instant: Date;
  /** `repeated` where clocks went back over it (the first is taken), `skipped` where they jumped past it (moved on). */
  clear: 'yes' | 'repeated' | 'skipped';
}

/** When days without a change of the clocks begin; days of a folder are asked for again and again. */
const plainDays = new Map<string, number | undefined>();

/** The instant of a date and time of day on the clocks of a zone. */
export function localInstant(date: string, time: string, zone: string): LocalInstant {
  const midnight = startOfPlainDay(date, zone);
  return midnight === undefined
    ? onChangingDay(date, time, zone)
    : { instant: new Date(midnight + msOf(time)), clear: 'yes' };
}

/** Whether a day's clocks run from midnight to midnight without a change, so that each of its local times comes once. */
export function isPlainDay(date: string, zone: string): boolean {
  return startOfPlainDay(date, zone) !== undefined;
}

function startOfPlainDay(date: string, zone: string): number | undefined {
  const key = `${date} ${zone}`;
  if (!plainDays.has(key)) {
    const start = onChangingDay(date, '00:00:00', zone);
    const isPlain =
      start.clear === 'yes' && Temporal.PlainDate.from(date).toZonedDateTime(zone).hoursInDay === 24;
    plainDays.set(key, isPlain ? start.instant.getTime() : undefined);
  }
  return plainDays.get(key);
}

function msOf(time: string): number {
  const { hour, minute, second, millisecond } = Temporal.PlainTime.from(time);
  return ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}

function onChangingDay(date: string, time: string, zone: string): LocalInstant {
  const plain = Temporal.PlainDateTime.from(`${date}T${time}`);
  const earlier = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = plain.toZonedDateTime(zone, { disambiguation: 'later' });
  const clear = earlier.epochMilliseconds === later.epochMilliseconds;
  const skipped = !clear && !earlier.toPlainDateTime().equals(plain);
  const chosen = skipped ? later : earlier;
  return {
    instant: new Date(chosen.epochMilliseconds),
    clear: clear ? 'yes' : skipped ? 'skipped' : 'repeated',
  };
}
