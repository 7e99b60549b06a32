import { describe, expect, test } from 'vitest';
import { type KitchenLine, type KitchenOrder, type KitchenTicket, openOf, progressOf } from './kitchen.ts';
import { bump, bumpAll, fireCourse, prepSeconds, recall, start, undoBump } from './ticket-actions.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 8, 0, second));

const kitchenLine = (lineId: string, quantity: number): KitchenLine => ({
  ...{
    lineId,
    productId: 'p',
    productName: 'Latte',
    variantName: '',
    categoryId: 'coffee',
    modifiers: [],
    note: '',
  },
  ...{
    course: 0,
    ordered: quantity,
    fired: quantity,
    cancelled: 0,
    made: 0,
    seen: 0,
    added: 0,
    changed: false,
    undo: null,
  },
});

const openTicket = (ticketId: string): KitchenTicket => ({
  ...{ ticketId, stationId: `at ${ticketId}`, status: 'OPEN', recalled: false, undoRecalled: null },
  ...{ lines: [kitchenLine('a', 2), kitchenLine('b', 1)], fireTime: at(0), startTime: null, bumpTime: null },
  ...{ updateTime: at(0), version: 1n },
});

const order: KitchenOrder = {
  ...{
    orderId: 'o',
    cafeId: 'c',
    organisationId: 'g',
    orderVersion: 1n,
    linesVersion: 1n,
    status: 'PENDING',
  },
  ...{ number: 'A1', kind: 'TAKEAWAY', table: '', firedCourse: 1, progressVersion: 1n },
  tickets: [openTicket('t1'), openTicket('t2')],
};

const ticket = (of: KitchenOrder, id = 't1') =>
  of.tickets.find((each) => each.ticketId === id) as KitchenTicket;
const refusal = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};
const wrong = { code: 'FAILED_PRECONDITION', reason: 'WRONG_TICKET_STATUS' };

describe('work on tickets', () => {
  test('an order is started with its first ticket and done with its last', () => {
    const started = start(order, 't1', at(1)).order;
    expect([progressOf(order), progressOf(started)]).toEqual([
      { started: false, allDone: false },
      { started: true, allDone: false },
    ]);
    const half = bump(started, 't1', at(2)).order;
    expect(progressOf(half)).toEqual({ started: true, allDone: false });
    const all = bump(half, 't2', at(3)).order;
    expect([progressOf(all), all.progressVersion]).toEqual([{ started: true, allDone: true }, 4n]);
  });

  test('starting twice changes nothing more', () => {
    const started = start(order, 't1', at(1)).order;
    expect(start(started, 't1', at(2)).changes).toEqual([]);
  });

  test('a ticket is bumped once, and says what it is', () => {
    const bumped = bump(order, 't1', at(1)).order;
    expect(refusal(() => bump(bumped, 't1', at(2)))).toMatchObject({
      ...wrong,
      metadata: { status: 'BUMPED' },
    });
    expect(refusal(() => start(bumped, 't1', at(2)))).toMatchObject(wrong);
    expect(refusal(() => bump(order, 't9', at(2)))).toMatchObject({ code: 'NOT_FOUND' });
    expect(refusal(() => bumpAll(bumpAll(order, at(1)).order, at(2)))).toMatchObject(wrong);
  });

  test('a recalled ticket stands in front with everything to make, or with the lines that were named', () => {
    const bumped = bump(order, 't1', at(1)).order;
    const back = recall(bumped, 't1', [], at(2));
    expect(back.changes[0]).toMatchObject({ fact: 'ticket.recalled', reopened: true });
    expect(ticket(back.order)).toMatchObject({ status: 'OPEN', recalled: true, bumpTime: null });
    expect(ticket(back.order).lines.map(openOf)).toEqual([2, 1]);
    const one = ticket(recall(bumped, 't1', ['b'], at(2)).order);
    expect(one.lines.map(openOf)).toEqual([0, 1]);
    expect(refusal(() => recall(bumped, 't1', ['x'], at(2)))).toMatchObject({ reason: 'UNKNOWN_LINE' });
    expect(refusal(() => recall(order, 't1', [], at(2)))).toMatchObject(wrong);
  });

  test('an undone bump never happened: made quantities, place and highlight are as before', () => {
    const before = ticket(recall(bump(order, 't1', at(1)).order, 't1', ['b'], at(2)).order);
    const bumped = bump({ ...order, tickets: [before] }, 't1', at(3)).order;
    const undone = ticket(undoBump(bumped, 't1', at(4)).order);
    expect({ ...undone, version: 0n, updateTime: null }).toEqual({
      ...before,
      version: 0n,
      updateTime: null,
    });
    const twice = { ...order, tickets: [undone] };
    expect(refusal(() => undoBump(twice, 't1', at(5)))).toMatchObject(wrong);
  });

  test('a bump of an order that was handed over is not taken back', () => {
    const over: KitchenOrder = { ...bumpAll(order, at(1)).order, status: 'COMPLETED' };
    expect(refusal(() => undoBump(over, 't1', at(2)))).toMatchObject(wrong);
  });

  test('courses are fired for orders in the kitchen only', () => {
    const refused = { code: 'FAILED_PRECONDITION', reason: 'WRONG_ORDER_STATUS' };
    for (const status of ['CREATED', 'COMPLETED', 'CANCELLED'] as const) {
      expect(refusal(() => fireCourse({ ...order, status }, 2, at(1)))).toMatchObject(refused);
    }
  });

  test('times are measured from firing to bump, and not where a ticket came back', () => {
    const bumped = bump(order, 't1', at(42)).order;
    expect(prepSeconds(ticket(order), ticket(bumped))).toBe(42);
    const back = recall(bumped, 't1', [], at(50)).order;
    expect(prepSeconds(ticket(back), ticket(bump(back, 't1', at(60)).order))).toBeUndefined();
  });
});
