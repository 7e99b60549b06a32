import fc from 'fast-check';
import { expect, test } from 'vitest';
import { search } from './search.ts';

const menu = [
  { name: 'Iced latte', category: 'Cold' },
  { name: 'Café crème', category: 'Coffee' },
  { name: 'Latte', category: 'Coffee' },
  { name: 'Chocolate', category: 'Hot drinks' },
  { name: 'شاي بالنعناع', category: 'شاي' },
];
const found = (typed: string) => search(menu, typed).map(({ name }) => name);

test('a name that begins with what was typed comes before one that holds it', () => {
  expect(found('lat')).toEqual(['Latte', 'Iced latte', 'Chocolate']);
});

test('accents and capitals do not matter', () => {
  expect(found('CAFE creme')).toEqual(['Café crème']);
});

test('words are found in any order', () => {
  expect(found('latte ic')).toEqual(['Iced latte']);
});

test('a category finds what is in it, behind names', () => {
  expect(found('cof')).toEqual(['Café crème', 'Latte']);
});

test('scripts other than Latin are found', () => {
  expect(found('نعناع')).toEqual(['شاي بالنعناع']);
});

test('nothing typed finds nothing', () => {
  expect(found('  ')).toEqual([]);
});

test('whatever is found is of the menu, once, and a whole name finds its product', () => {
  const things = fc.uniqueArray(
    fc.record({ name: fc.stringMatching(/^[a-z]{1,6}( [a-z]{1,6})?$/), category: fc.constant('x') }),
    {
      selector: ({ name }) => name,
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(things, fc.nat(), (all, pick) => {
      const wanted = all[pick % all.length];
      const results = search(all, wanted?.name ?? '');
      expect(new Set(results).size).toBe(results.length);
      expect(results.every((thing) => all.includes(thing))).toBe(true);
      expect(results[0]?.name.startsWith(wanted?.name ?? '')).toBe(true);
      expect(results).toContain(wanted);
    }),
  );
});
