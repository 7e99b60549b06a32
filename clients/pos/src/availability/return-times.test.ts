import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextAt, returnTimeOf, suggestedClock } from './return-times.ts';

const zone = 'Europe/Berlin';
const at = (text: string) => new Date(text);

test('a clock time is the next one that the café’s clock will show', () => {
  expect(nextAt('15:00', zone, at('2026-11-21T12:00:00Z'))).toEqual(at('2026-11-21T14:00:00Z'));
  expect(nextAt('12:00', zone, at('2026-11-21T12:00:00Z'))).toEqual(at('2026-11-22T11:00:00Z'));
  expect(nextAt('13:00', zone, at('2026-11-21T12:00:30Z'))).toEqual(at('2026-11-22T12:00:00Z'));
});

test('over a night in which clocks change it is still what the clock shows', () => {
  expect(nextAt('08:00', zone, at('2026-10-24T18:00:00Z'))).toEqual(at('2026-10-25T07:00:00Z'));
  expect(nextAt('08:00', zone, at('2026-03-28T18:00:00Z'))).toEqual(at('2026-03-29T06:00:00Z'));
});

test('wherever the café is, the time lies ahead, at most a day and an hour, at that clock', () => {
  const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe');
  const moments = fc.date({ min: at('2024-01-01'), max: at('2030-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(zones, moments, fc.integer({ min: 5, max: 23 }), (there, now, hour) => {
      const clock = `${String(hour).padStart(2, '0')}:30`;
      const next = nextAt(clock, there, now) as Date;
      const ahead = next.getTime() - now.getTime();
      expect(ahead).toBeGreaterThan(0);
      expect(ahead).toBeLessThanOrEqual(25 * 3_600_000);
      expect(next.toLocaleTimeString('en-GB', { timeZone: there, timeStyle: 'short' })).toBe(clock);
    }),
  );
});

test('what has no time waits for somebody; a day ends at the café’s own cut-over', () => {
  const given = { now: at('2026-11-21T12:00:00Z'), zone, cutover: '04:00', clock: 'later' };
  expect(returnTimeOf('open', given)).toBeUndefined();
  expect(returnTimeOf('time', given)).toBeUndefined();
  expect(returnTimeOf('hour', given)).toEqual(at('2026-11-21T13:00:00Z'));
  expect(returnTimeOf('day', given)).toEqual(at('2026-11-22T03:00:00Z'));
});

test('a time is suggested that is a while away', () => {
  expect(suggestedClock(at('2026-11-21T12:10:00Z'), zone)).toBe('14:00');
  expect(suggestedClock(at('2026-11-21T12:00:00Z'), zone)).toBe('13:30');
});
