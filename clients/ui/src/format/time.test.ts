import { describe, expect, test } from 'vitest';
import { businessDayText, dateText, formatDayTime, formatExactTime, formatTime } from './time.ts';

// Just before midnight in London is the next day in Tokyo.
const late = new Date('2026-03-02T23:30:07Z');

/** Blanks differ between versions of the tables. */
const plain = (text: string) => text.replace(/\s/g, ' ');

describe('times', () => {
  test("are those of the café's zone, not of this machine", () => {
    expect(plain(formatTime(late, 'Asia/Tokyo', 'en'))).toBe('8:30 AM');
    expect(formatTime(late, 'Europe/London', 'fr')).toBe('23:30');
    expect(plain(formatExactTime(late, 'Asia/Tokyo', 'en'))).toBe('8:30:07 AM');
  });

  test("have the day of the café's zone", () => {
    expect(formatDayTime(late, 'Asia/Tokyo', 'en')).toContain('Tue, Mar 3');
    expect(formatDayTime(late, 'Europe/London', 'en')).toContain('Mon, Mar 2');
  });

  test('a business day is that day in every zone', () => {
    expect(businessDayText('2026-11-21', 'en')).toBe('Saturday, November 21');
    expect(businessDayText('2026-11-21', 'fr')).toBe('samedi 21 novembre');
  });

  test('a date has its year', () => {
    expect(dateText('2027-01-31', 'en')).toBe('Jan 31, 2027');
    expect(dateText('2027-01-31', 'fr')).toBe('31 janv. 2027');
  });
});
