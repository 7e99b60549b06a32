import fc from 'fast-check';
import { expect, test } from 'vitest';
import { popularFirst } from './popular.ts';

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
