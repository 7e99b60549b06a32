import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FixedOrder, fixOrder, popularFirst } from './popular.ts';

const products = fc
  .uniqueArray(fc.uuid(), { maxLength: 40 })
  .map((ids) => ids.map((productId) => ({ productId })));

test('the page holds each product once, as many as fit', () => {
  fc.assert(
    fc.property(products, fc.array(fc.nat()), fc.integer({ min: 1, max: 30 }), (all, picks, count) => {
      const popular = picks.map((pick) => all[pick % Math.max(all.length, 1)]?.productId ?? 'gone');
      const page = popularFirst(all, popular, count);
      expect(page).toHaveLength(Math.min(count, all.length));
      expect(new Set(page).size).toBe(page.length);
    }),
  );
});

test('what sells most comes first, in its order; the rest follows in the menu’s', () => {
  const all = ['a', 'b', 'c', 'd'].map((productId) => ({ productId }));
  const page = popularFirst(all, ['d', 'gone', 'b', 'd']);
  expect(page.map(({ productId }) => productId)).toEqual(['d', 'b', 'a', 'c']);
});

test('tiles keep their places during a sale, whatever the server says meanwhile', () => {
  const answers = fc.array(fc.array(fc.nat({ max: 9 }).map(String)), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 }).map(String)), answers, fc.boolean(), (first, later, isEmpty) => {
      const fixed = fixOrder(undefined, first, { saleId: 'a', isEmpty: true });
      const after = later.reduce<FixedOrder | undefined>(
        (now, newest) => fixOrder(now, newest, { saleId: 'a', isEmpty }),
        fixed,
      );
      expect(after?.ids).toBe(first);
    }),
  );
});

test('a new sale begins with the newest order, once it is known', () => {
  const fixed = fixOrder(undefined, ['a', 'b'], { saleId: '1', isEmpty: true });
  expect(fixOrder(fixed, undefined, { saleId: '2', isEmpty: true })).toBe(fixed);
  expect(fixOrder(fixed, ['b', 'a'], { saleId: '2', isEmpty: false })).toBe(fixed);
  expect(fixOrder(fixed, ['b', 'a'], { saleId: '2', isEmpty: true })?.ids).toEqual(['b', 'a']);
});
