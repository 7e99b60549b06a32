import { newId } from '@sippy/kit/ids';
import { Category, Daypart, ModifierGroup, Product } from '@sippy/proto/catalog/v1/catalog';
import { Weekday } from '@sippy/proto/type/v1/weekday';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyCatalogue } from '../../test/empty-catalogue.ts';
import { type Catalogue, put } from './catalogue.ts';
import { buildMenu, type CafeChanges, halfEven } from './menu.ts';

const eur = (minor: bigint) => ({ currencyCode: 'EUR', minor });
const nothing: CafeChanges = {
  hiddenProducts: new Set(),
  hiddenModifiers: new Set(),
  prices: new Map(),
  soldOut: new Map(),
};
const head = {
  cafeId: newId(),
  organisationId: newId(),
  version: 7n,
  currencyCode: 'EUR',
  timeZone: 'Europe/Rome',
};
const [coffeeId, cakeId, espressoId, shotId, doubleId, tartId, sliceId] = Array.from(
  { length: 7 },
  newId,
) as [...Array<string>] as [string, string, string, string, string, string, string];
const [milkId, oatId, cowId, syrupId, vanillaId, morningId, happyId] = Array.from({ length: 7 }, newId) as [
  ...Array<string>,
] as [string, string, string, string, string, string, string];
const windows = [{ weekdays: [Weekday.MONDAY], starts: '17:00', ends: '19:00' }];

function cafe(): Catalogue {
  let all = emptyCatalogue;
  const category = (id: string, name: string, position: number, needsPreparation: boolean) => {
    all = put(
      all,
      'categories',
      id,
      Category.fromPartial({ categoryId: id, name, position, needsPreparation }),
    );
  };
  category(cakeId, 'Cake', 2, false);
  category(coffeeId, 'Coffee', 1, true);
  all = put(
    all,
    'products',
    espressoId,
    Product.fromPartial({
      ...{ productId: espressoId, categoryId: coffeeId, name: 'Espresso', modifierGroupIds: [milkId] },
      variants: [
        { variantId: shotId, name: 'Single', price: eur(250n) },
        { variantId: doubleId, name: 'Double', price: eur(350n) },
      ],
    }),
  );
  all = put(
    all,
    'products',
    tartId,
    Product.fromPartial({
      ...{ productId: tartId, categoryId: cakeId, name: 'Tart', daypartIds: [morningId] },
      variants: [{ variantId: sliceId, price: eur(400n) }],
    }),
  );
  const modifiers = [
    { modifierId: oatId, name: 'Oat', price: eur(50n), nestedGroupId: syrupId },
    { modifierId: cowId, name: 'Cow', price: eur(0n) },
  ];
  all = put(
    all,
    'groups',
    milkId,
    ModifierGroup.fromPartial({ modifierGroupId: milkId, name: 'Milk', modifiers }),
  );
  const syrups = [{ modifierId: vanillaId, name: 'Vanilla', price: eur(30n) }];
  all = put(
    all,
    'groups',
    syrupId,
    ModifierGroup.fromPartial({ modifierGroupId: syrupId, name: 'Syrup', modifiers: syrups }),
  );
  all = put(
    all,
    'dayparts',
    morningId,
    Daypart.fromPartial({ daypartId: morningId, name: 'Morning', windows }),
  );
  const prices = [
    {
      target: { $case: 'categoryId' as const, value: coffeeId },
      how: { $case: 'offBps' as const, value: 1000 },
    },
    {
      target: { $case: 'variantId' as const, value: doubleId },
      how: { $case: 'price' as const, value: eur(200n) },
    },
  ];
  return put(
    all,
    'dayparts',
    happyId,
    Daypart.fromPartial({ daypartId: happyId, name: 'Happy hour', windows, prices }),
  );
}

const product = (id: string, changes = nothing, menuHead = head) =>
  buildMenu(menuHead, cafe(), changes).products.find((each) => each.productId === id);

describe('the menu of a café', () => {
  test('lists categories and products in their order, with nested groups and the dayparts that are named', () => {
    const menu = buildMenu(head, cafe(), nothing);
    expect(menu.categories.map((each) => each.name)).toEqual(['Coffee', 'Cake']);
    expect(menu.products.map((each) => each.name)).toEqual(['Espresso', 'Tart']);
    expect(menu.modifierGroups.map((each) => each.name).sort()).toEqual(['Milk', 'Syrup']);
    expect(menu.dayparts.map((each) => each.name).sort()).toEqual(['Happy hour', 'Morning']);
    expect(menu.version).toBe(7n);
  });

  test('a category without a product on sale is not on it', () => {
    const menu = buildMenu(head, cafe(), { ...nothing, hiddenProducts: new Set([tartId]) });
    expect(menu.categories.map((each) => each.name)).toEqual(['Coffee']);
    expect(menu.dayparts.map((each) => each.name)).toEqual(['Happy hour']);
  });

  test('the café’s own price takes the place of the usual one, and happy hour goes by it', () => {
    const espresso = product(espressoId, { ...nothing, prices: new Map([[shotId, eur(300n)]]) });
    expect(espresso?.variants.map((each) => each.price?.minor)).toEqual([300n, 350n]);
    expect(espresso?.variants.map((each) => each.daypartPrices[0]?.price?.minor)).toEqual([270n, 200n]);
  });

  test('the most particular daypart price wins: variant, then product, then category', () => {
    const all = cafe();
    const happy = all.dayparts.get(happyId) as Daypart;
    const productPrice = {
      target: { $case: 'productId' as const, value: espressoId },
      how: { $case: 'price' as const, value: eur(222n) },
    };
    const changed = put(all, 'dayparts', happyId, { ...happy, prices: [...happy.prices, productPrice] });
    const espresso = buildMenu(head, changed, nothing).products.find((each) => each.productId === espressoId);
    expect(espresso?.variants.map((each) => each.daypartPrices[0]?.price?.minor)).toEqual([222n, 200n]);
  });

  test('what is sold out stays on it and is marked, with the time of its return', () => {
    const returnTime = new Date('2026-07-01T10:00:00Z');
    const soldOut = new Map<string, Date | undefined>([
      [espressoId, returnTime],
      [oatId, undefined],
    ]);
    const menu = buildMenu(head, cafe(), { ...nothing, soldOut });
    expect(menu.products[0]).toMatchObject({ available: false, returnTime });
    const oat = menu.modifierGroups
      .flatMap((group) => group.modifiers)
      .find((each) => each.modifierId === oatId);
    expect(oat).toMatchObject({ available: false, returnTime: undefined });
    expect(menu.products[1]).toMatchObject({ available: true, returnTime: undefined });
  });

  test('a modifier that the café does not offer is gone, and with it the group nested in it', () => {
    const menu = buildMenu(head, cafe(), { ...nothing, hiddenModifiers: new Set([oatId]) });
    expect(menu.modifierGroups.map((group) => group.name)).toEqual(['Milk']);
  });

  test('what has no price in the café’s currency is not sold there; what is free is free everywhere', () => {
    const swiss = { ...head, currencyCode: 'CHF' };
    expect(product(tartId, nothing, swiss)).toBeUndefined();
    const prices = new Map([[shotId, { currencyCode: 'CHF', minor: 300n }]]);
    const menu = buildMenu(swiss, cafe(), { ...nothing, prices });
    expect(menu.products[0]?.variants.map((each) => each.variantId)).toEqual([shotId]);
    expect(menu.modifierGroups[0]?.modifiers.map((each) => each.price)).toEqual([
      { currencyCode: 'CHF', minor: 0n },
    ]);
  });

  test('a product is sold in its own dayparts, and where it has none in those of its category', () => {
    const all = cafe();
    const coffee = all.categories.get(coffeeId) as Category;
    const limited = put(all, 'categories', coffeeId, { ...coffee, daypartIds: [happyId] });
    const menu = buildMenu(head, limited, nothing);
    expect(menu.products.map((each) => each.daypartIds)).toEqual([[happyId], [morningId]]);
  });

  test('the same catalogue is always the same menu, in whatever order it was read', () => {
    const all = cafe();
    const turned = <T>(map: ReadonlyMap<string, T>) => new Map([...map].reverse());
    const other = {
      categories: turned(all.categories),
      products: turned(all.products),
      groups: turned(all.groups),
      dayparts: turned(all.dayparts),
    };
    expect(buildMenu(head, other, nothing)).toEqual(buildMenu(head, all, nothing));
  });

  test('rounding is half to even and never off by more than a half', () => {
    expect([5n, 15n, 25n, 26n].map((n) => halfEven(n, 10n))).toEqual([0n, 2n, 2n, 3n]);
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), fc.bigInt(1n, 10n ** 5n), (n, d) => {
        const error = halfEven(n, d) * d - n;
        expect(2n * (error < 0n ? -error : error) <= d).toBe(true);
      }),
    );
  });
});
