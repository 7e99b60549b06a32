import { describe, expect, test } from 'vitest';
import { at, by, follow, line, news } from '../../test/order-news.ts';
import { concerns, type Following, followOrder } from './follow-order.ts';
import { heldOf, type KitchenOrder, type KitchenTicket, openOf, progressOf, withdrawnOf } from './kitchen.ts';
import { bump, bumpAll, fireCourse } from './ticket-actions.ts';

const ticket = (order: KitchenOrder, stationId = 'espresso'): KitchenTicket => {
  const found = order.tickets.find((each) => each.stationId === stationId);
  if (!found) throw new Error(`no ticket at ${stationId}`);
  return found;
};
const quantities = (order: KitchenOrder) =>
  ticket(order).lines.map((each) => [each.ordered, each.fired, each.cancelled, each.made]);

describe('following an order', () => {
  test('each station that makes something of it has one ticket, and what needs no preparation is on none', () => {
    const order = follow(
      undefined,
      news(1, [
        line('a', 1),
        line('b', 2),
        line('c', 1, { categoryId: 'food' }),
        line('d', 1, { needsPreparation: false }),
      ]),
    );
    expect(order.tickets.map((each) => [each.stationId, each.status, each.lines.length])).toEqual([
      ['espresso', 'OPEN', 2],
      ['bar', 'OPEN', 1],
    ]);
  });

  test('an open check is not told to the kitchen until it is sent', () => {
    expect(concerns(news(1, [line('a', 1)], { status: 'CREATED' }))).toBe(false);
    expect(follow(undefined, news(1, [line('a', 1)], { status: 'CREATED' })).tickets).toEqual([]);
  });

  test('more of a line fires the difference only, less of it takes back the difference only', () => {
    const fired = follow(undefined, news(1, [line('a', 2)]));
    expect(quantities(follow(fired, news(2, [line('a', 5)])))).toEqual([[5, 5, 0, 0]]);
    const less = follow(fired, news(2, [line('a', 1)]));
    expect(quantities(less)).toEqual([[1, 2, 1, 0]]);
    expect(withdrawnOf(ticket(less).lines[0] as never)).toBe(1);
    expect(quantities(follow(less, news(3, [line('a', 2)])))).toEqual([[2, 3, 1, 0]]);
  });

  test('the same news twice, and older news, change nothing', () => {
    const order = follow(undefined, news(1, [line('a', 2)]), news(3, [line('a', 1)]));
    expect(followOrder(order, news(3, [line('a', 1)]), by)).toBeUndefined();
    expect(followOrder(order, news(2, [line('a', 9)]), by)).toBeUndefined();
  });

  test('a payment says nothing to the kitchen', () => {
    const order = follow(undefined, news(1, [line('a', 2)]));
    expect(followOrder(order, news(2, [line('a', 2)], { linesVersion: 1n }), by)).toBeUndefined();
  });

  test('a line that is added after the bump opens the ticket again, with nothing but itself to make', () => {
    const order = follow(undefined, news(1, [line('a', 2)]));
    const done = bump(order, ticket(order).ticketId, at(2)).order;
    const more = follow(done, news(3, [line('a', 2), line('b', 1)]));
    expect(ticket(more)).toMatchObject({ status: 'OPEN', fireTime: at(3), bumpTime: null });
    expect(ticket(more).lines.map(openOf)).toEqual([0, 1]);
    expect(progressOf(more)).toEqual({ started: true, allDone: false });
  });

  test('a cancelled order leaves its tickets until the station has seen it; a bumped one stays bumped', () => {
    const order = follow(undefined, news(1, [line('a', 2)]));
    const cancelled = follow(order, news(2, [line('a', 2)], { status: 'CANCELLED' }));
    expect(ticket(cancelled).status).toBe('CANCELLED');
    expect(quantities(cancelled)).toEqual([[0, 2, 2, 0]]);
    const seen = bump(cancelled, ticket(cancelled).ticketId, at(3));
    expect(seen.changes[0]).toMatchObject({ fact: 'ticket.closed', ticket: { status: 'CLOSED' } });
    const made = bumpAll(order, at(2)).order;
    expect(ticket(follow(made, news(3, [], { status: 'CANCELLED' }))).status).toBe('BUMPED');
  });

  test('an order that was cancelled before the kitchen heard of it is never fired', () => {
    const order = follow(
      undefined,
      news(2, [line('a', 2)], { status: 'CANCELLED' }),
      news(1, [line('a', 2)]),
    );
    expect(order.tickets).toEqual([]);
  });

  test('tickets that are open close when the order is handed over, and all of it counts as fired', () => {
    const order = follow(undefined, news(1, [line('a', 2), line('b', 1, { course: 2 })]));
    const over = follow(order, news(2, [line('a', 2), line('b', 1, { course: 2 })], { status: 'COMPLETED' }));
    expect(ticket(over).status).toBe('CLOSED');
    expect(quantities(over)).toEqual([
      [2, 2, 0, 0],
      [1, 1, 0, 0],
    ]);
  });

  test('later courses are held until they are fired', () => {
    const order = follow(
      undefined,
      news(1, [line('a', 1), line('b', 2, { course: 2 }), line('c', 1, { course: 3, categoryId: 'food' })]),
    );
    expect(ticket(order).lines.map(heldOf)).toEqual([0, 2]);
    expect(ticket(order, 'bar')).toMatchObject({ status: 'HELD', fireTime: null });
    const first = bump(order, ticket(order).ticketId, at(2)).order;
    expect([ticket(first).status, progressOf(first).allDone]).toEqual(['HELD', false]);
    const second = fireCourse(first, 2, at(3)).order;
    expect(ticket(second)).toMatchObject({ status: 'OPEN', fireTime: at(3) });
    expect([ticket(second).lines.map(openOf), ticket(second, 'bar').status]).toEqual([[0, 2], 'HELD']);
    expect(ticket(fireCourse(second, 3, at(4)).order, 'bar').status).toBe('OPEN');
    expect(fireCourse(second, 2, at(4)).changes).toEqual([]);
  });

  test('a remake of a ready order brings back everything that was made', () => {
    const order = follow(undefined, news(1, [line('a', 2), line('b', 1, { categoryId: 'food' })]));
    const ready = follow(
      bumpAll(order, at(2)).order,
      news(3, order.tickets.length ? [line('a', 2), line('b', 1, { categoryId: 'food' })] : [], {
        status: 'READY',
      }),
    );
    const again = followOrder(ready, news(4, [line('a', 2), line('b', 1, { categoryId: 'food' })]), by);
    expect(again?.changes.map(({ fact, reopened }) => [fact, reopened])).toEqual([
      ['ticket.recalled', true],
      ['ticket.recalled', true],
    ]);
    expect(again?.order.tickets.every((each) => each.recalled && each.status === 'OPEN')).toBe(true);
    expect(again && quantities(again.order)).toEqual([[2, 2, 0, 0]]);
  });

  test('another table or kind shows on the tickets', () => {
    const order = follow(undefined, news(1, [line('a', 2)]));
    const moved = followOrder(order, news(2, [line('a', 2)], { linesVersion: 1n, table: '7' }), by);
    expect(moved?.order.table).toBe('7');
    expect(moved?.changes).toHaveLength(1);
  });

  test('a line stays at the station that it was once given to', () => {
    const order = follow(undefined, news(1, [line('a', 1)]));
    const elsewhere: Following = { ...by, stationOf: () => 'cold' };
    const more = followOrder(order, news(2, [line('a', 3), line('b', 1)]), elsewhere)?.order;
    expect(more?.tickets.map((each) => [each.stationId, each.lines.length])).toEqual([
      ['espresso', 1],
      ['cold', 1],
    ]);
  });
});
