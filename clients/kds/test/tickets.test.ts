import { PrepTime, type Ticket, TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutedUntil, muteMs } from '../src/sound/mute.ts';
import { ageLevel, ageSeconds, ageText, thresholdsOf, usualThresholds } from '../src/tickets/age.ts';
import { allDay } from '../src/tickets/all-day.ts';
import { compareTickets, openCounts, recallable, ticketIdsOf } from '../src/tickets/arrange.ts';
import { expected } from '../src/tickets/expect.ts';
import { nextHeldCourse, shownTicket } from '../src/tickets/lines.ts';
import { newsOf } from '../src/tickets/news.ts';
import { at, lineOf, ticketOf } from './tickets.ts';

const { OPEN, HELD, BUMPED, CANCELLED, CLOSED } = TicketStatus;

describe('the order of tickets', () => {
  const someTickets = fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 0, max: 99 }),
      seconds: fc.integer({ min: 0, max: 5 }),
      recalled: fc.boolean(),
      status: fc.constantFrom(OPEN, HELD, CANCELLED),
    }),
    { selector: ({ id }) => id },
  );

  it('has recalled ones first, then the oldest, then those on hold, and does not depend on how they came', () => {
    fc.assert(
      fc.property(someTickets, (parts) => {
        const tickets = parts.map(({ id, seconds, ...rest }) =>
          ticketOf({ ticketId: `ticket-${id}`, fireTime: at(seconds), ...rest }),
        );
        const sorted = [...tickets].sort(compareTickets);
        expect([...tickets].reverse().sort(compareTickets)).toEqual(sorted);
        const places = sorted.map(({ status, recalled }) => (status === HELD ? 2 : recalled ? 0 : 1));
        expect(places).toEqual([...places].sort());
        for (const [i, ticket] of sorted.slice(1).entries()) {
          if (places[i] === places[i + 1]) {
            expect(ticket.fireTime?.getTime()).toBeGreaterThanOrEqual(sorted[i]?.fireTime?.getTime() ?? 0);
          }
        }
      }),
    );
  });

  it('of one station leaves out what is done and what is made elsewhere', () => {
    const tickets = [
      ticketOf({ ticketId: 'open' }),
      ticketOf({ ticketId: 'done', status: BUMPED }),
      ticketOf({ ticketId: 'elsewhere', stationId: 'grill' }),
    ];
    expect(ticketIdsOf(tickets, 'bar')).toEqual(['open']);
    expect(
      recallable([ticketOf({ status: BUMPED, bumpTime: at(9) }), ...tickets], new Set(['bar'])),
    ).toHaveLength(1);
  });

  it('counts what of an order is to be bumped over all stations', () => {
    const tickets = new Map<string, Ticket>([
      ['a', ticketOf()],
      ['b', ticketOf({ stationId: 'grill', status: CANCELLED })],
      ['c', ticketOf({ stationId: 'pass', status: BUMPED })],
    ]);
    expect(openCounts(tickets).get('order-1')).toBe(2);
  });
});

describe('the age of a ticket', () => {
  it('is due when half of the tickets were done by then, late when nine of ten were', () => {
    const time = PrepTime.fromPartial({
      stationId: 'bar',
      ticketCount: 50,
      p50Seconds: 100,
      p90Seconds: 240,
    });
    const thresholds = thresholdsOf([time]).get('bar') ?? usualThresholds;
    expect([99, 100, 239, 240].map((seconds) => ageLevel(seconds, thresholds))).toEqual([
      'fresh',
      'due',
      'due',
      'late',
    ]);
  });

  it('never turns late before or as it turns due, whatever was measured', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100_000), (p50Seconds, p90Seconds) => {
        const time = PrepTime.fromPartial({ stationId: 'bar', ticketCount: 50, p50Seconds, p90Seconds });
        const { dueSeconds, lateSeconds } = thresholdsOf([time]).get('bar') ?? usualThresholds;
        expect(dueSeconds).toBeGreaterThanOrEqual(60);
        expect(lateSeconds).toBeGreaterThanOrEqual(dueSeconds + 60);
      }),
    );
  });

  it('goes by what is usual while too little was measured', () => {
    expect(
      thresholdsOf([PrepTime.fromPartial({ stationId: 'bar', ticketCount: 3, p50Seconds: 5 })]).size,
    ).toBe(0);
  });

  it('is never negative, and reads as a clock', () => {
    expect(ageSeconds(at(10), at(7).getTime())).toBe(0);
    expect([7, 247, 3847].map(ageText)).toEqual(['0:07', '4:07', '1:04:07']);
  });
});

describe('the lines of a ticket', () => {
  it('show what an edit struck, added and changed on the same ticket', () => {
    const line = lineOf({ openQuantity: 3, addedQuantity: 1, withdrawnQuantity: 1, changed: true });
    expect(shownTicket(ticketOf({ lines: [line] })).lines[0]).toMatchObject({
      open: 3,
      added: 1,
      withdrawn: 1,
      changed: true,
    });
  });

  it('keep a line that was taken back whole until it is seen', () => {
    const gone = lineOf({ openQuantity: 0, cancelledQuantity: 2, withdrawnQuantity: 2 });
    expect(shownTicket(ticketOf({ lines: [gone] })).lines).toHaveLength(1);
    const seen = { ...gone, withdrawnQuantity: 0 };
    expect(shownTicket(ticketOf({ lines: [seen] })).lines).toHaveLength(0);
  });

  it('put what waits under its course, the next one first', () => {
    const lines = [
      lineOf({ lineId: 'b', course: 3, heldQuantity: 1, openQuantity: 0, firedQuantity: 0 }),
      lineOf({ lineId: 'a', course: 2, heldQuantity: 1, openQuantity: 0, firedQuantity: 0 }),
    ];
    expect(shownTicket(ticketOf({ lines, status: HELD })).held.map(({ course }) => course)).toEqual([2, 3]);
  });
});

describe('the course that is fired next', () => {
  it('is the first one that waits, and none when nothing does', () => {
    const lines = [
      lineOf({ lineId: 'dessert', course: 3, heldQuantity: 1 }),
      lineOf({ lineId: 'starter', course: 1 }),
      lineOf({ lineId: 'main', course: 2, heldQuantity: 2 }),
    ];
    expect(nextHeldCourse({ lines })).toBe(2);
    expect(nextHeldCourse({ lines: [lineOf()] })).toBeUndefined();
  });
});

describe('the counts of the day', () => {
  it('add up what is open, by how it is made', () => {
    const oat = [
      { name: 'Oat milk', quantity: 1 },
      { name: 'Syrup', quantity: 1 },
    ];
    const tickets = [
      ticketOf({ lines: [lineOf({ openQuantity: 2 }), lineOf({ openQuantity: 1, modifiers: oat })] }),
      ticketOf({ lines: [lineOf({ openQuantity: 3, modifiers: [...oat].reverse() })] }),
      ticketOf({ status: HELD, lines: [lineOf({ openQuantity: 5 })] }),
      ticketOf({ stationId: 'grill', lines: [lineOf({ openQuantity: 5 })] }),
    ];
    expect(allDay(tickets, new Set(['bar'])).map(({ quantity }) => quantity)).toEqual([4, 2]);
  });
});

describe('what is expected of an action', () => {
  const time = at(100);

  it('is a ticket that is done, on hold for its next course, or off the screen', () => {
    const held = lineOf({ lineId: 'later', course: 2, heldQuantity: 1, openQuantity: 0, firedQuantity: 0 });
    expect(expected(ticketOf(), { kind: 'bump', time }).status).toBe(BUMPED);
    expect(expected(ticketOf({ lines: [lineOf(), held] }), { kind: 'bump', time }).status).toBe(HELD);
    const gone = ticketOf({ status: CANCELLED, lines: [lineOf({ openQuantity: 0, cancelledQuantity: 2 })] });
    expect(expected(gone, { kind: 'bump', time }).status).toBe(CLOSED);
  });

  it('is the ticket as it was when a bump is taken back, and open in front when it is recalled', () => {
    const before = ticketOf({ recalled: false });
    const bumped = { ...expected(before, { kind: 'bump', time }), version: 2n };
    expect(expected(bumped, { kind: 'undo', before })).toEqual({ ...before, version: 2n });
    const recalled = expected(bumped, { kind: 'recall', time });
    expect(recalled).toMatchObject({ status: OPEN, recalled: true });
    expect(recalled.lines[0]?.openQuantity).toBe(2);
  });

  it('fires what waits up to a course and leaves what comes later', () => {
    const later = (course: number) =>
      lineOf({ lineId: `course-${course}`, course, heldQuantity: 1, openQuantity: 0, firedQuantity: 0 });
    const { lines, status } = expected(ticketOf({ status: HELD, lines: [later(2), later(3)] }), {
      kind: 'fire',
      course: 2,
      time,
    });
    expect(status).toBe(OPEN);
    expect(lines.map(({ openQuantity }) => openQuantity)).toEqual([1, 0]);
  });

  it('changes nothing where the server has done it already', () => {
    const done = ticketOf({ status: BUMPED });
    expect(expected(done, { kind: 'bump', time })).toBe(done);
  });
});

describe('what a cook hears', () => {
  it('is what is new, edited or cancelled; not what is started, done or said again', () => {
    const open = ticketOf();
    expect(newsOf(undefined, open)).toBe('new');
    expect(newsOf(ticketOf({ status: BUMPED }), open)).toBe('new');
    expect(newsOf(open, ticketOf({ lines: [lineOf({ openQuantity: 3 })] }))).toBe('edited');
    expect(newsOf(open, ticketOf({ status: CANCELLED }))).toBe('cancelled');
    expect(newsOf(open, ticketOf({ startTime: at(5), version: 2n }))).toBeUndefined();
    expect(newsOf(open, ticketOf({ status: BUMPED }))).toBeUndefined();
  });

  it('comes back ten minutes after it was muted, even if the clock was set back', () => {
    const nowMs = at(0).getTime();
    const until = nowMs + muteMs;
    expect(mutedUntil(until, nowMs)).toBe(until);
    expect(mutedUntil(until, until)).toBeUndefined();
    expect(mutedUntil(until, nowMs - 3_600_000)).toBeUndefined();
  });
});
