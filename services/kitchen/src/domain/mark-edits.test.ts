import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, by, follow, line, news } from '../../test/order-news.ts';
import { followOrder } from './follow-order.ts';
import { type KitchenLine, type KitchenOrder, openOf } from './kitchen.ts';
import { bump, bumpAll, fireCourse, recall, undoBump } from './ticket-actions.ts';

const linesOf = (order: KitchenOrder) => order.tickets.flatMap((ticket) => ticket.lines);
const marks = (order: KitchenOrder) => linesOf(order).map(({ added, changed }) => [added, changed]);
const first = (order: KitchenOrder) => order.tickets[0]?.ticketId ?? '';
const edited = (...all: Parameters<typeof news>[]) =>
  follow(undefined, news(1, [line('a', 2)]), ...all.map((each) => news(...each)));

describe('what an edit marks', () => {
  test('more of a line and a new line are added; what was fired first is not', () => {
    expect(marks(edited())).toEqual([[0, false]]);
    expect(marks(edited([2, [line('a', 3), line('b', 2)]]))).toEqual([
      [1, false],
      [2, false],
    ]);
  });

  test('less of a line takes back what was added first', () => {
    const more = [2, [line('a', 4)]] as Parameters<typeof news>;
    expect(marks(edited(more, [3, [line('a', 3)]]))).toEqual([[1, false]]);
    expect(marks(edited(more, [3, [line('a', 1)]]))).toEqual([[0, false]]);
  });

  test.each([
    ['a note', { note: 'hot' }],
    ['modifiers', { modifiers: [{ name: 'Oat milk', quantity: 1 }] }],
    ['a course', { course: 1 }],
  ])('%s that changes marks its line, and no other', (_, extra) => {
    const order = follow(
      undefined,
      news(1, [line('a', 1), line('b', 1)]),
      news(2, [line('a', 1), line('b', 1, extra)]),
    );
    expect(marks(order)).toEqual([
      [0, false],
      [0, true],
    ]);
  });

  test('a bump has seen it all, and undoing it brings the marks back with what was edited since', () => {
    const order = edited([2, [line('a', 4, { note: 'hot' })]]);
    const bumped = bump(order, first(order), at(3)).order;
    expect(marks(bumped)).toEqual([[0, false]]);
    expect(marks(undoBump(bumped, first(order), at(4)).order)).toEqual([[2, true]]);
    const less = follow(bumped, news(3, [line('a', 3, { note: 'hot' })]));
    expect(marks(undoBump(less, first(order), at(4)).order)).toEqual([[1, true]]);
  });

  test('a station that had nothing of the order yet is shown nothing as added', () => {
    const held = follow(undefined, news(1, [line('a', 1, { course: 2 })]));
    const started = follow(held, news(2, [line('a', 1, { course: 2, note: 'hot' }), line('b', 1)]));
    expect(marks(started)).toEqual([
      [0, false],
      [0, false],
    ]);
  });

  test('a course that is fired later is no edit; a line that an edit brings into a fired course is', () => {
    const lines = [line('a', 1), line('b', 2, { course: 2 })];
    const order = follow(undefined, news(1, lines));
    expect(marks(fireCourse(order, 2, at(2)).order)).toEqual([
      [0, false],
      [0, false],
    ]);
    expect(marks(follow(order, news(2, lines, { status: 'COMPLETED' })))).toEqual([
      [0, false],
      [0, false],
    ]);
    expect(marks(follow(order, news(2, [line('a', 1), line('b', 2, { course: 1 })])))).toEqual([
      [0, false],
      [2, true],
    ]);
  });

  test('what is made again after a recall was not added', () => {
    const order = edited([2, [line('a', 3)]]);
    const bumped = bump(order, first(order), at(3)).order;
    expect(marks(recall(bumped, first(order), [], at(4)).order)).toEqual([[0, false]]);
  });
});

describe('whatever happens to an order', () => {
  const quantities = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 });
  const courses = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 });
  const edit = fc.record({ quantities, courses, note: fc.constantFrom('', 'hot') });
  type Edit = { quantities: number[]; courses: number[]; note: string };
  const toNews = (version: number, { quantities: counts, courses: at_, note }: Edit) =>
    news(
      version,
      counts.map((quantity, i) =>
        line(`l${i}`, quantity, { course: at_[i] ?? 0, note, categoryId: i === 0 ? 'food' : 'coffee' }),
      ),
    );
  const work = fc.constantFrom('nothing', 'bump', 'undo', 'recall', 'course');
  type Work = 'nothing' | 'bump' | 'undo' | 'recall' | 'course';

  /** The order after work in the kitchen; work that is refused changes nothing. */
  const worked = (order: KitchenOrder, what: Work): KitchenOrder => {
    try {
      if (what === 'bump') return bumpAll(order, at(5)).order;
      if (what === 'undo') return undoBump(order, first(order), at(5)).order;
      if (what === 'recall') return recall(order, first(order), [], at(5)).order;
      if (what === 'course') return fireCourse(order, 2, at(5)).order;
    } catch {}
    return order;
  };

  test('what is added is to be made, an edit never makes more of what was fired before, and takes of that last', () => {
    fc.assert(
      fc.property(edit, fc.array(fc.tuple(edit, work)), (start, steps) => {
        let order = followOrder(undefined, toNews(1, start), by)?.order as KitchenOrder;
        for (const [i, [next, what]] of steps.entries()) {
          const before = new Map(
            order.tickets.filter((ticket) => ticket.fireTime).flatMap(({ lines }) => lines.map(keyed)),
          );
          order = followOrder(order, toNews(i + 2, next), by)?.order ?? order;
          for (const [id, was] of before) {
            const now = linesOf(order).find(({ lineId }) => lineId === id);
            if (!now) continue;
            expect(earlier(now)).toBeLessThanOrEqual(earlier(was));
            if (earlier(now) < earlier(was)) expect(now.added).toBe(0);
          }
          order = worked(order, what as Work);
          for (const each of linesOf(order)) {
            expect(each.added).toBeGreaterThanOrEqual(0);
            expect(each.added).toBeLessThanOrEqual(openOf(each));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('news that come again, late or not at all in between mark nothing twice', () => {
    fc.assert(
      fc.property(edit, fc.array(edit, { minLength: 1 }), (start, edits) => {
        const all = [start, ...edits].map((each, i) => toNews(i + 1, each));
        const once = all.reduce<KitchenOrder | undefined>(
          (order, each) => followOrder(order, each, by)?.order ?? order,
          undefined,
        );
        const twice = all.flatMap((each, i) => [each, ...all.slice(0, i + 1)]);
        const again = twice.reduce<KitchenOrder | undefined>(
          (order, each) => followOrder(order, each, by)?.order ?? order,
          undefined,
        );
        expect(again && marks(again)).toEqual(once && marks(once));
      }),
    );
  });

  test('an edit after a bump that is undone marks what it would have marked without the bump', () => {
    fc.assert(
      fc.property(edit, edit, edit, (start, more, last) => {
        const order = follow(undefined, toNews(1, start), toNews(2, more));
        if (order.tickets.length !== 1 || order.tickets[0]?.status !== 'OPEN') return;
        const plain = follow(order, toNews(3, last));
        const bumped = follow(bump(order, first(order), at(3)).order, toNews(3, last));
        if (bumped.tickets[0]?.undoRecalled === null || bumped.tickets.length !== 1) return;
        expect(marks(undoBump(bumped, first(order), at(4)).order)).toEqual(marks(plain));
      }),
      { numRuns: 2000 },
    );
  });

  const keyed = (each: KitchenLine) => [each.lineId, each] as const;
  const earlier = (each: KitchenLine) => openOf(each) - each.added;
});
