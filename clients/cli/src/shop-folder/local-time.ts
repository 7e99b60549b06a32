import { Temporal } from '@js-temporal/polyfill';

/** An instant, and whether the local time named it clearly. */
export interface LocalInstant {
  instant: Date;
  /** `repeated` where clocks went back over it (the first is taken), `skipped` where they jumped past it (moved on). */
  clear: 'yes' | 'repeated' | 'skipped';
}

/** The instant of a date and time of day on the clocks of a zone. */
export function localInstant(date: string, time: string, zone: string): LocalInstant {
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

/** Whether a day's clocks run from midnight to midnight without a change, so that each of its local times comes once. */
export function isPlainDay(date: string, zone: string): boolean {
  return (
    localInstant(date, '00:00:00', zone).clear === 'yes' &&
    Temporal.PlainDate.from(date).toZonedDateTime(zone).hoursInDay === 24
  );
}
