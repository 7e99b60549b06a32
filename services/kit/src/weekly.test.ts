import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localTime, momentOf } from './time.ts';
import { isInWindow } from './weekly.ts';

const zone = 'Europe/Berlin';
const text = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

describe('weekly windows', () => {
  test('a window holds from its start to before its end, on its days', () => {
    const windows = [{ weekdays: [1, 2], starts: '17:00', ends: '19:00' }];
    const monday = (minute: number) => isInWindow(windows, momentOf('2026-01-05', minute, zone), zone);
    expect([16 * 60 + 59, 17 * 60, 19 * 60 - 1, 19 * 60].map(monday)).toEqual([false, true, true, false]);
    expect(isInWindow(windows, momentOf('2026-01-07', 18 * 60, zone), zone)).toBe(false);
  });

  test('a window that ends at or before its start reaches into the day after', () => {
    const windows = [{ weekdays: [7], starts: '22:00', ends: '02:00' }];
    expect(isInWindow(windows, momentOf('2026-01-05', 119, zone), zone)).toBe(true);
    expect(isInWindow(windows, momentOf('2026-01-05', 120, zone), zone)).toBe(false);
    expect(isInWindow(windows, momentOf('2026-01-04', 60, zone), zone)).toBe(false);
  });

  test('the wall clock decides, also in the night in which the clocks change', () => {
    const windows = [{ weekdays: [7], starts: '02:00', ends: '03:00' }];
    const hours = Array.from(
      { length: 24 },
      (_, i) => new Date(Date.parse('2026-10-24T22:00:00Z') + i * 3_600_000),
    );
    expect(hours.filter((at) => isInWindow(windows, at, zone))).toHaveLength(2);
    const spring = Array.from(
      { length: 24 },
      (_, i) => new Date(Date.parse('2026-03-28T23:00:00Z') + i * 3_600_000),
    );
    expect(spring.filter((at) => isInWindow(windows, at, zone))).toHaveLength(0);
  });

  test('a window and the rest of its day cover every moment exactly once, in any zone', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe');
    const minute = fc.integer({ min: 1, max: 1439 });
    const moment = fc.date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(zones, minute, moment, (where, cut, at) => {
        const weekdays = [localTime(at, where).weekday];
        const first = isInWindow([{ weekdays, starts: '00:00', ends: text(cut) }], at, where);
        const rest = isInWindow([{ weekdays, starts: text(cut), ends: '24:00' }], at, where);
        expect(first).toBe(!rest);
      }),
    );
  });
});
