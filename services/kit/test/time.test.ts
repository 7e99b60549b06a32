import { describe, expect, it } from 'vitest';
import { addDays, businessDay, localTime, minuteOfDay, momentOf } from '../src/time.ts';

describe('business day', () => {
  it('before the cut-over belongs to the day before, by the café’s wall clock', () => {
    expect(businessDay(new Date('2026-03-02T08:59:00Z'), 'America/New_York', '04:00')).toBe('2026-03-01');
    expect(businessDay(new Date('2026-03-02T09:00:00Z'), 'America/New_York', '04:00')).toBe('2026-03-02');
  });

  it('follows the date where the cut-over is midnight', () => {
    expect(businessDay(new Date('2026-03-01T15:00:00Z'), 'Asia/Tokyo', '00:00')).toBe('2026-03-02');
    expect(businessDay(new Date('2026-03-01T14:59:59Z'), 'Asia/Tokyo', '00:00')).toBe('2026-03-01');
  });

  it('lasts 23 hours when clocks go forward and 25 when they go back', () => {
    const hours = (day: string) => {
      const [start, end] = [day, addDays(day, 1)].map((date) => momentOf(date, 0, 'Europe/Berlin').getTime());
      return ((end ?? 0) - (start ?? 0)) / 3_600_000;
    };
    expect(hours('2026-03-29')).toBe(23);
    expect(hours('2026-10-25')).toBe(25);
    expect(hours('2026-06-01')).toBe(24);
  });

  it('starts at the change of clocks where its cut-over is skipped', () => {
    expect(momentOf('2026-03-29', 150, 'Europe/Berlin').toISOString()).toBe('2026-03-29T01:00:00.000Z');
  });

  it('starts at the first of two equal wall-clock times', () => {
    expect(momentOf('2026-10-25', 150, 'Europe/Berlin').toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });

  it('has begun and is not over at any hour of a year, in zones with odd offsets', () => {
    for (const zone of [
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/St_Johns',
      'UTC',
    ]) {
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 3_600_000 * 7) {
        const moment = new Date(at);
        const day = businessDay(moment, zone, '03:30');
        expect(momentOf(day, 210, zone).getTime()).toBeLessThanOrEqual(at);
        expect(momentOf(addDays(day, 1), 210, zone).getTime()).toBeGreaterThan(at);
      }
    }
  });
});

describe('wall clock', () => {
  it('shows date, minute and weekday', () => {
    expect(localTime(new Date('2026-11-22T05:07:00Z'), 'America/New_York')).toEqual({
      date: '2026-11-22',
      minute: 7,
      weekday: 7,
    });
  });

  it('refuses an unknown zone and a time that is none', () => {
    expect(() => localTime(new Date(), 'Mars/Base')).toThrow(RangeError);
    for (const text of ['24:01', '7:00', '12:60', '', '-1:00'])
      expect(() => minuteOfDay(text)).toThrow(RangeError);
  });

  it('counts days over months and leap years', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });
});
