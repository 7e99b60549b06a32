import { describe, expect, test } from 'vitest';
import { endOfMonth, isMonth, nextMonth, settledIn } from './month.ts';

test('a month follows the other, over the turn of the year too', () => {
  expect(['2026-01', '2026-12', '0999-12'].map(nextMonth)).toEqual(['2026-02', '2027-01', '1000-01']);
  expect(['2026-04', '2026-13', '2026-4', '0000-01', '9999-01', ''].map(isMonth)).toEqual([
    true,
    ...Array(5).fill(false),
  ]);
});

describe('a month is over', () => {
  const end = (month: string, ...zones: string[]) => endOfMonth(month, zones).toISOString();

  test('when the last of its cafés has come to the next', () => {
    expect(end('2026-04', 'America/New_York', 'America/Los_Angeles', 'Europe/Berlin')).toBe(
      '2026-05-01T07:00:00.000Z',
    );
  });

  test('by the clock that holds at its end, whatever it showed before', () => {
    expect(end('2026-03', 'Europe/Berlin')).toBe('2026-03-31T22:00:00.000Z');
    expect(end('2026-10', 'Europe/Berlin')).toBe('2026-10-31T23:00:00.000Z');
    expect(end('2028-02', 'Europe/Berlin')).toBe('2028-02-29T23:00:00.000Z');
  });

  test('at the change of clocks where that skips midnight', () => {
    // Beirut skips midnight on the last Sunday of March, which was the last day of it.
    expect(end('2024-03', 'Asia/Beirut')).toBe('2024-03-31T21:00:00.000Z');
    // Cuba skipped midnight on 1 April 2012.
    expect(end('2012-03', 'America/Havana')).toBe('2012-04-01T05:00:00.000Z');
  });
});

test('a posting is settled with its business day, or with the first open month where that is locked', () => {
  expect(settledIn('2026-03-31', null)).toBe('2026-03');
  expect(settledIn('2026-03-31', '2026-04-01')).toBe('2026-04');
  expect(settledIn('2025-12-31', '2026-04-01')).toBe('2026-04');
  expect(settledIn('2026-05-01', '2026-04-01')).toBe('2026-05');
});
