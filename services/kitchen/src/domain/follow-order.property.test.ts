import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, by, follow, line, news } from '../../test/order-news.ts';
import { concerns, followOrder, type OrderNews } from './follow-order.ts';
import { heldOf, type KitchenOrder, netOf, openOf } from './kitchen.ts';
import { bumpAll, fireCourse } from './ticket-actions.ts';

describe('whatever happens to an order', () => {
  const edit = fc.record({
    quantities: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 }),
    courses: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }),
    bump: fc.boolean(),
    course: fc.boolean(),
  });
  const end = fc.constantFrom('PENDING', 'COMPLETED', 'CANCELLED') as fc.Arbitrary<OrderNews['status']>;

  const newsOf = (
    version: number,
    { quantities: counts, courses }: { quantities: number[]; courses: number[] },
    status: OrderNews['status'],
  ) =>
    news(
      version,
      counts.map((quantity, i) =>
        line(`l${i}`, quantity, { course: courses[i] ?? 0, categoryId: i === 0 ? 'food' : 'coffee' }),
      ),
      { status },
    );

  /** Quantities sent and taken back only ever grow. */
  const checkStep = (before: KitchenOrder | undefined, after: KitchenOrder) => {
    for (const was of before?.tickets ?? []) {
      const now = after.tickets.find((each) => each.ticketId === was.ticketId);
      for (const old of was.lines.filter((each) => each.fired > 0)) {
        const line_ = now?.lines.find((each) => each.lineId === old.lineId);
        expect(line_?.fired).toBeGreaterThanOrEqual(old.fired);
        expect(line_?.cancelled).toBeGreaterThanOrEqual(old.cancelled);
      }
    }
    for (const each of after.tickets) {
      const open = each.lines.reduce((sum, every) => sum + openOf(every), 0);
      if (each.status === 'OPEN') expect(open).toBeGreaterThan(0);
      else if (each.status !== 'CLOSED') expect(open).toBe(0);
      for (const every of each.lines) expect(every.cancelled).toBeLessThanOrEqual(every.fired);
    }
  };

  const net = (order: KitchenOrder) => {
    const lines = order.tickets.flatMap((each) =>
      each.lines.map((every) => [every.lineId, netOf(every) + heldOf(every)] as const),
    );
    return new Map(lines.filter(([, quantity]) => quantity > 0));
  };

  test('the kitchen makes what the order last asked for, in whatever order its events come and however often', () => {
    fc.assert(
      fc.property(
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        end,
        fc.infiniteStream(fc.nat()),
        (edits, status, random) => {
          const all = edits.map((each, i) =>
            newsOf(i + 1, each, i === edits.length - 1 ? status : 'PENDING'),
          );
          const shuffled = [...all, ...all]
            .map((each) => ({ each, key: random.next().value }))
            .sort((a, b) => a.key - b.key);
          let order: KitchenOrder | undefined;
          for (const { each } of shuffled) {
            if (!order && !concerns(each)) continue;
            const next = followOrder(order, each, by)?.order;
            if (next) checkStep(order, next);
            order = next ?? order;
          }
          const wanted =
            all.at(-1)?.lines.filter((each) => each.quantity > 0 && status !== 'CANCELLED') ?? [];
          expect(order ? net(order) : new Map()).toEqual(
            new Map(wanted.map((each) => [each.lineId, each.quantity])),
          );
          if (status === 'COMPLETED') {
            expect(order?.tickets.every((each) => each.status === 'CLOSED') ?? true).toBe(true);
            expect(
              order?.tickets.flatMap((each) => each.lines.map(heldOf)).every((held) => held === 0) ?? true,
            ).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('nothing is made twice: what stations bump adds up to what was fired', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
        let order: KitchenOrder | undefined;
        let made = 0;
        for (const [i, each] of edits.entries()) {
          const told = newsOf(i + 1, each, 'PENDING');
          if (order || concerns(told)) order = follow(order, told);
          if (!order) continue;
          if (each.course) order = fireCourse(order, 2, at(i)).order;
          const open = order.tickets.filter(
            (every) => every.status === 'OPEN' || every.status === 'CANCELLED',
          );
          if (!each.bump || open.length === 0) continue;
          made += open.flatMap((every) => every.lines.map(openOf)).reduce((sum, count) => sum + count, 0);
          const next: KitchenOrder = bumpAll(order, at(i)).order;
          checkStep(order, next);
          order = next;
        }
        const lines = order?.tickets.flatMap((every) => every.lines) ?? [];
        expect(lines.reduce((sum, every) => sum + every.made, 0)).toBe(made);
        for (const every of lines) expect(every.made).toBeLessThanOrEqual(every.fired);
      }),
      { numRuns: 500 },
    );
  });
});
