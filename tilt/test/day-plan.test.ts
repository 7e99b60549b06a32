import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groups, happyHour, soldOut } from '../seed/choice-plan.ts';
import { DAY, type Ending, planDay } from '../seed/day-plan.ts';
import { demoMenu, variantId } from '../seed/menu.ts';
import { categories } from '../seed/menu-plan.ts';

const products = new Map(
  categories.flatMap((category) => category.products).map((each) => [each.name, each]),
);
const now = new Date('2026-05-20T12:00:00Z');
const anySeed = fc.integer();
const count = (ending: Ending, seed: number) =>
  planDay(now, seed).filter((sale) => sale.ending === ending).length;

describe('the planned day', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(planDay(now, 7)).toEqual(planDay(now, 7));
    expect(planDay(now, 8)).not.toEqual(planDay(now, 7));
  });

  test('has so many sales of each ending, in the ten hours before now and in their order', () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        for (const ending of Object.keys(DAY) as Ending[]) expect(count(ending, seed)).toBe(DAY[ending]);
        const times = planDay(now, seed).map((sale) => now.getTime() - sale.time.getTime());
        expect(times).toEqual(times.toSorted((a, b) => b - a));
        expect(Math.max(...times)).toBeLessThanOrEqual(10 * 3_600_000);
        expect(Math.min(...times)).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });

  test('sells what is on the menu and not sold out, with each choice that must be made', () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        for (const { product, size, modifiers } of planDay(now, seed).flatMap((sale) => sale.lines)) {
          expect(product).not.toBe(soldOut);
          expect(Object.keys(products.get(product)?.sizes ?? {})).toContain(size);
          for (const name of products.get(product)?.groups ?? []) {
            const group = groups.find((each) => each.name === name);
            const chosen = modifiers.filter((modifier) => modifier in (group?.modifiers ?? {}));
            expect(chosen.length).toBeGreaterThanOrEqual(group?.min ?? 0);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test('the kitchen has something to make of each sale that is open', () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const open = planDay(now, seed).filter((sale) => sale.ending === 'open' || sale.ending === 'check');
        expect(open.every((sale) => sale.lines.some((line) => line.prepared))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the demo menu', () => {
  const menu = demoMenu();
  const ids = (values: readonly string[]) => expect(new Set(values).size).toBe(values.length);

  test('has the size of a real café’s, and each of its things an id of its own', () => {
    expect(menu.categories).toHaveLength(8);
    expect(menu.products.length).toBeGreaterThanOrEqual(60);
    ids(menu.products.map((product) => product.productId));
    ids(menu.products.flatMap((product) => product.variants.map((variant) => variant.variantId)));
    ids(menu.modifierGroups.flatMap((group) => group.modifiers.map((modifier) => modifier.modifierId)));
  });

  test('names only groups, categories and sizes that it has', () => {
    const known = new Set(menu.modifierGroups.map((group) => group.modifierGroupId));
    const named = [
      ...menu.products.flatMap((product) => product.modifierGroupIds),
      ...menu.modifierGroups.flatMap((group) => group.modifiers.flatMap((each) => each.nestedGroupId || [])),
    ];
    expect(named.filter((id) => !known.has(id))).toEqual([]);
    const sizes = new Set(menu.products.flatMap((each) => each.variants.map((variant) => variant.variantId)));
    for (const key of Object.keys(happyHour.prices)) {
      const [product = '', size = ''] = key.split('/');
      expect(sizes).toContain(variantId(product, size));
    }
    for (const name of Object.keys(happyHour.offBps))
      expect(categories.map((each) => each.name)).toContain(name);
    expect(products.has(soldOut)).toBe(true);
  });
});
