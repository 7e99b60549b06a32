/** How old a ticket is and what that means, by the café's own measured times. */
import type { PrepTime } from '@sippy/proto/web/kitchen/v1/kitchen';

/** In time, due (half of the tickets were done by now), or late (nine of ten were). */
export type AgeLevel = 'fresh' | 'due' | 'late';

/** From which age on a ticket is due and late, in seconds. */
export interface Thresholds {
  readonly dueSeconds: number;
  readonly lateSeconds: number;
}

/** Until a station has measured enough of its own. */
export const usualThresholds: Thresholds = { dueSeconds: 180, lateSeconds: 360 };

/** Fewer tickets than this say too little. */
const enoughTickets = 20;
const leastDueSeconds = 60;
const mostDueSeconds = 1800;
const leastBetweenSeconds = 60;

/** The thresholds of each station that has measured enough, within bounds that make sense to a cook. */
export function thresholdsOf(prepTimes: readonly PrepTime[]): ReadonlyMap<string, Thresholds> {
  const whole = prepTimes.filter((time) => time.categoryId === '' && time.ticketCount >= enoughTickets);
  return new Map(
    whole.map(({ stationId, p50Seconds, p90Seconds }) => {
      const dueSeconds = Math.min(mostDueSeconds, Math.max(leastDueSeconds, p50Seconds));
      return [stationId, { dueSeconds, lateSeconds: Math.max(dueSeconds + leastBetweenSeconds, p90Seconds) }];
    }),
  );
}

/** Whole seconds since a time, never negative: clocks differ a little. */
export function ageSeconds(since: Date, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - since.getTime()) / 1000));
}

/** What an age means. */
export function ageLevel(seconds: number, { dueSeconds, lateSeconds }: Thresholds): AgeLevel {
  if (seconds >= lateSeconds) return 'late';
  return seconds >= dueSeconds ? 'due' : 'fresh';
}

/** An age as a clock shows it: "4:07", and "1:04:07" from an hour on. */
export function ageText(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}
