import { localTime } from '@sippy/kit/time';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyHour, hoursLikeThis } from './hours-like-this.ts';

const zone = 'America/New_York';

test('the same hour of 28 days with one hour on either side, nothing after the moment; days of its kind count double', () => {
  // Wednesday, 08:40 in New York.
  const at = new Date('2026-05-20T12:40:00Z');
  const spans = hoursLikeThis(at, zone);
  expect(spans).toHaveLength(28);
  expect(spans.slice(0, 5)).toEqual([
    { start: new Date('2026-05-20T11:00:00Z'), end: at, weight: 2 },
    { start: new Date('2026-05-19T11:00:00Z'), end: new Date('2026-05-19T14:00:00Z'), weight: 2 },
    { start: new Date('2026-05-18T11:00:00Z'), end: new Date('2026-05-18T14:00:00Z'), weight: 2 },
    { start: new Date('2026-05-17T11:00:00Z'), end: new Date('2026-05-17T14:00:00Z'), weight: 1 },
    { start: new Date('2026-05-16T11:00:00Z'), end: new Date('2026-05-16T14:00:00Z'), weight: 1 },
  ]);
});

test('the wall clock counts, also where it was changed in between', () => {
  const spans = hoursLikeThis(new Date('2026-03-20T12:40:00Z'), zone);
  expect(spans.at(-1)?.start).toEqual(new Date('2026-02-21T12:00:00Z'));
  expect(spans.at(0)?.start).toEqual(new Date('2026-03-20T11:00:00Z'));
});

test('around midnight the hours of the neighbouring day belong to it', () => {
  const [first] = hoursLikeThis(new Date('2026-05-20T04:10:00Z'), zone);
  expect(first?.start).toEqual(new Date('2026-05-20T03:00:00Z'));
});

test('spans never meet, lie within 29 days and are told by hours that are at most one off', () => {
  const at = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(at, fc.constantFrom(zone, 'Asia/Kolkata', 'UTC', 'Australia/Lord_Howe'), (moment, where) => {
      const spans = hoursLikeThis(moment, where);
      const hour = Math.floor(localTime(moment, where).minute / 60);
      for (const [i, { start, end }] of spans.entries()) {
        expect(end.getTime()).toBeLessThanOrEqual(spans[i - 1]?.start.getTime() ?? moment.getTime());
        expect(start.getTime()).toBeGreaterThan((anyHour(moment)[0]?.start.getTime() as number) - 86_400_000);
        const off = Math.abs(Math.floor(localTime(start, where).minute / 60) - hour);
        expect(Math.min(off, 24 - off)).toBeLessThanOrEqual(2);
      }
    }),
    { numRuns: 100 },
  );
});
