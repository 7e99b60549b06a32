import { Order } from '@sippy/proto/web/order/v1/order';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyBook, hear, newest } from './order-book.ts';

const order = (orderId: string, version: bigint, number = '') =>
  Order.fromPartial({ orderId, version, number });
const told = (one: Order) => ({ sequence: 0n, event: { $case: 'order' as const, value: one } });

test('of each order the newest version counts, whatever comes in which order and how often', () => {
  const news = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.bigInt({ min: 1n, max: 9n })));
  fc.assert(
    fc.property(news, (messages) => {
      const book = messages.reduce((so, [id, version]) => hear(so, told(order(id, version))), emptyBook);
      for (const id of new Set(messages.map(([one]) => one))) {
        const versions = messages.filter(([one]) => one === id).map(([, version]) => version);
        const newestVersion = versions.reduce((most, version) => (version > most ? version : most));
        expect(book.orders.get(id)?.version).toBe(newestVersion);
      }
    }),
  );
});

test('what says nothing new leaves the book as it is, so that nothing is drawn again', () => {
  const book = hear(emptyBook, told(order('a', 2n)));
  expect(hear(book, told(order('a', 2n)))).toBe(book);
  expect(hear(book, told(order('a', 1n)))).toBe(book);
});

test('a new beginning keeps what is known in sight until all has come anew', () => {
  let book = hear(emptyBook, told(order('a', 2n)));
  book = hear(book, { sequence: 1n, event: { $case: 'heartbeat', value: { time: undefined } } });
  expect(book.isComplete).toBe(true);
  book = hear(book, { sequence: 0n, event: { $case: 'reset', value: {} } });
  expect(book.isComplete).toBe(false);
  expect(book.orders.has('a')).toBe(true);
});

test('a list that was read shows what the stream has told since', () => {
  const book = hear(emptyBook, told(order('a', 3n, 'new')));
  const shown = newest([order('a', 2n, 'old'), order('b', 1n, 'b')], book);
  expect(shown.map(({ number }) => number)).toEqual(['new', 'b']);
});
