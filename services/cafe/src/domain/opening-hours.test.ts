import { momentOf } from '@sippy/kit/time';
import { OpeningHours } from '@sippy/proto/cafe/v1/cafe';
import { Weekday } from '@sippy/proto/type/v1/weekday';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultOf, opennessAt } from './opening-hours.ts';

const zone = 'Europe/Berlin';
const everyDay = Object.values(Weekday).filter(
  (day) => day !== Weekday.UNSPECIFIED && day !== Weekday.UNRECOGNIZED,
);
const daily = (...spans: [string, string][]) =>
  OpeningHours.fromPartial({
    weekly: everyDay.map((weekday) => ({
      weekday,
      intervals: spans.map(([opens, closes]) => ({ opens, closes })),
    })),
  });

describe('opening hours', () => {
  test('a café without hours is always open and that never changes', () => {
    expect(opennessAt(daily(), zone, new Date())).toMatchObject({ isOpen: false });
    const always = OpeningHours.fromPartial({});
    expect(opennessAt(always, zone, new Date('2026-03-29T00:30:00Z'))).toEqual({
      isOpen: true,
      changeTime: undefined,
    });
  });

  test('it is open from opening to closing, and says when that changes', () => {
    const hours = daily(['07:00', '12:00'], ['13:00', '18:00']);
    const at = (text: string) => opennessAt(hours, zone, new Date(text));
    expect(at('2026-01-05T06:00:00Z')).toEqual({
      isOpen: true,
      changeTime: new Date('2026-01-05T11:00:00Z'),
    });
    expect(at('2026-01-05T11:00:00Z')).toEqual({
      isOpen: false,
      changeTime: new Date('2026-01-05T12:00:00Z'),
    });
    expect(at('2026-01-05T20:00:00Z')).toEqual({
      isOpen: false,
      changeTime: new Date('2026-01-06T06:00:00Z'),
    });
  });

  test('closing after midnight belongs to the day on which it opened', () => {
    const hours = OpeningHours.fromPartial({
      weekly: [{ weekday: Weekday.SATURDAY, intervals: [{ opens: '18:00', closes: '02:00' }] }],
    });
    const sundayOne = momentOf('2026-01-11', 60, zone);
    expect(opennessAt(hours, zone, sundayOne)).toEqual({
      isOpen: true,
      changeTime: momentOf('2026-01-11', 120, zone),
    });
    expect(opennessAt(hours, zone, momentOf('2026-01-10', 60, zone)).isOpen).toBe(false);
  });

  test('a date of its own replaces the usual hours, and no intervals mean closed', () => {
    const hours = daily(['08:00', '18:00']);
    hours.exceptions = [
      { date: '2026-12-25', intervals: [], note: 'Christmas' },
      { date: '2026-12-24', intervals: [{ opens: '08:00', closes: '12:00' }], note: '' },
    ];
    expect(opennessAt(hours, zone, momentOf('2026-12-24', 13 * 60, zone))).toEqual({
      isOpen: false,
      changeTime: momentOf('2026-12-26', 8 * 60, zone),
    });
  });

  test('hours that meet at midnight are one stretch', () => {
    const hours = daily(['00:00', '24:00']);
    expect(opennessAt(hours, zone, new Date())).toEqual({ isOpen: true, changeTime: undefined });
  });

  test('a night in which the clocks change is as long as it really is', () => {
    const hours = daily(['22:00', '06:00']);
    const spring = opennessAt(hours, zone, momentOf('2026-03-28', 22 * 60, zone));
    const autumn = opennessAt(hours, zone, momentOf('2026-10-24', 22 * 60, zone));
    expect(Number(spring.changeTime) - Number(momentOf('2026-03-28', 22 * 60, zone))).toBe(7 * 3_600_000);
    expect(Number(autumn.changeTime) - Number(momentOf('2026-10-24', 22 * 60, zone))).toBe(9 * 3_600_000);
  });

  test('the state holds until the change and is the other one at it, in any zone and over clock changes', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Asia/Tokyo',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    );
    const minute = fc.integer({ min: 0, max: 47 }).map((half) => half * 30);
    const text = (m: number) =>
      `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
    const day = fc.record({ opens: minute.map(text), closes: minute.map(text) });
    const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(zones, fc.array(day, { minLength: 7, maxLength: 7 }), moment, (where, days, now) => {
        const hours = OpeningHours.fromPartial({
          weekly: everyDay.map((weekday, i) => ({ weekday, intervals: days[i] ? [days[i]] : [] })),
        });
        const { isOpen, changeTime } = opennessAt(hours, where, now);
        if (!changeTime) return;
        expect(changeTime.getTime()).toBeGreaterThan(now.getTime());
        expect(opennessAt(hours, where, changeTime).isOpen).toBe(!isOpen);
        const middle = new Date((now.getTime() + changeTime.getTime()) / 2);
        expect(opennessAt(hours, where, middle)).toEqual({ isOpen, changeTime });
        expect(opennessAt(hours, where, new Date(changeTime.getTime() - 1)).isOpen).toBe(isOpen);
      }),
      { numRuns: 60 },
    );
  });

  test('overlapping intervals and days named twice are named as faults', () => {
    expect(faultOf(daily(['08:00', '14:00'], ['13:00', '18:00']))).toBe(
      'The hours of MONDAY overlap: 08:00-14:00 and 13:00-18:00.',
    );
    expect(faultOf(daily(['22:00', '06:00'], ['05:00', '12:00']))).toMatch('overlap');
    expect(faultOf(daily(['06:00', '12:00'], ['12:00', '02:00']))).toBeUndefined();
    const twice = daily(['06:00', '12:00']);
    twice.weekly.push({ weekday: Weekday.MONDAY, intervals: [] });
    expect(faultOf(twice)).toBe('MONDAY is named twice.');
    const dates = daily();
    dates.exceptions = [
      { date: '2026-01-01', intervals: [], note: '' },
      { date: '2026-01-01', intervals: [], note: '' },
    ];
    expect(faultOf(dates)).toBe('2026-01-01 is named twice.');
  });
});
