import { newId } from '@sippy/kit/ids';
import { Category, Daypart, ModifierGroup, Product } from '@sippy/proto/catalog/v1/catalog';
import { Weekday } from '@sippy/proto/type/v1/weekday';
import { describe, expect, test } from 'vitest';
import { emptyCatalogue } from '../../test/empty-catalogue.ts';
import {
  added,
  type Catalogue,
  entry,
  pruned,
  put,
  withoutCategory,
  withoutDaypart,
  withoutGroup,
  withoutProduct,
} from './catalogue.ts';
import { checkCatalogue } from './check.ts';
import { diffOf, isEmpty } from './diff.ts';

const eur = (minor: bigint) => ({ currencyCode: 'EUR', minor });
const category = Category.fromPartial({ categoryId: newId(), name: 'Coffee', version: 3n });
const group = ModifierGroup.fromPartial({
  modifierGroupId: newId(),
  name: 'Milk',
  modifiers: [{ modifierId: newId(), name: 'Oat', price: eur(50n) }],
  version: 1n,
});
const product = Product.fromPartial({
  ...{ productId: newId(), categoryId: category.categoryId, name: 'Latte', version: 1n },
  variants: [{ variantId: newId(), price: eur(350n) }],
  modifierGroupIds: [group.modifierGroupId],
});
const daypart = Daypart.fromPartial({
  daypartId: newId(),
  name: 'Happy hour',
  windows: [{ weekdays: [Weekday.MONDAY], starts: '17:00', ends: '19:00' }],
  prices: [
    { target: { $case: 'productId', value: product.productId }, how: { $case: 'offBps', value: 1000 } },
  ],
  version: 1n,
});

function catalogue(): Catalogue {
  const a = put(emptyCatalogue, 'categories', category.categoryId, category);
  const b = put(a, 'groups', group.modifierGroupId, group);
  const c = put(b, 'products', product.productId, product);
  return put(c, 'dayparts', daypart.daypartId, daypart);
}

const check = (before: Catalogue, after: Catalogue, currencies = ['EUR']) =>
  checkCatalogue(after, diffOf(before, after), new Set(currencies));
const refusal = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a catalogue', () => {
  test('an entry that is asked for from a stale version is refused with the current one', () => {
    expect(refusal(() => entry(catalogue(), 'categories', category.categoryId, 2n))).toMatchObject({
      code: 'ABORTED',
      metadata: { current_version: '3' },
    });
  });

  test('a taken id is refused', () => {
    const again = refusal(() => added(catalogue(), 'products', product.productId, product));
    expect(again).toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  test('what is still used is not deleted, and says by what', () => {
    const all = catalogue();
    expect(refusal(() => withoutCategory(all, category.categoryId))).toMatchObject({
      reason: 'CATEGORY_NOT_EMPTY',
    });
    expect(refusal(() => withoutGroup(all, group.modifierGroupId))).toMatchObject({
      reason: 'MODIFIER_GROUP_IN_USE',
    });
    const limited = put(all, 'products', product.productId, { ...product, daypartIds: [daypart.daypartId] });
    expect(refusal(() => withoutDaypart(limited, daypart.daypartId))).toMatchObject({
      reason: 'DAYPART_IN_USE',
    });
  });

  test('daypart prices of what is gone go with it', () => {
    const all = catalogue();
    const after = pruned(all, withoutProduct(all, product.productId));
    expect(after.dayparts.get(daypart.daypartId)?.prices).toEqual([]);
    check(all, after);
  });

  test('what differs is written with the next version, what is the same is not written', () => {
    const all = catalogue();
    const same = put(all, 'products', product.productId, { ...product, version: 99n });
    expect(isEmpty(diffOf(all, same))).toBe(true);
    const renamed = diffOf(all, put(all, 'categories', category.categoryId, { ...category, name: 'Kaffee' }));
    expect(renamed.categories.changed).toEqual([{ ...category, name: 'Kaffee', version: 4n }]);
  });
});

describe('a catalogue that cannot be is refused', () => {
  const all = catalogue();
  const withProduct = (change: Partial<Product>) =>
    put(all, 'products', product.productId, { ...product, ...change });
  const withGroup = (change: Partial<ModifierGroup>) =>
    put(all, 'groups', group.modifierGroupId, { ...group, ...change });
  const modifier = group.modifiers[0] ?? {
    modifierId: '',
    name: '',
    price: undefined,
    nestedGroupId: '',
    maxQuantity: 0,
    isDefault: false,
  };
  const nested = {
    ...group,
    modifierGroupId: newId(),
    modifiers: [{ ...modifier, modifierId: newId(), nestedGroupId: group.modifierGroupId }],
  };
  const cases: [what: string, after: Catalogue, expected: object][] = [
    ['a category that is not there', withProduct({ categoryId: newId() }), { reason: 'UNKNOWN_REFERENCE' }],
    [
      'a group that is not there',
      withProduct({ modifierGroupIds: [newId()] }),
      { reason: 'UNKNOWN_REFERENCE' },
    ],
    ['a daypart that is not there', withProduct({ daypartIds: [newId()] }), { reason: 'UNKNOWN_REFERENCE' }],
    [
      'a variant twice',
      withProduct({
        variants: [...product.variants, ...product.variants].map((v, i) => ({ ...v, name: String(i) })),
      }),
      { reason: 'ID_TWICE' },
    ],
    [
      'several variants without names',
      withProduct({ variants: [...product.variants, { variantId: newId(), name: '', price: eur(1n) }] }),
      { reason: 'INVALID_FIELD' },
    ],
    [
      'a price in another currency',
      withProduct({
        variants: [{ variantId: newId(), name: '', price: { currencyCode: 'USD', minor: 1n } }],
      }),
      { reason: 'CURRENCY_MISMATCH' },
    ],
    ['more choices than there are', withGroup({ minChoices: 2 }), { reason: 'CHOICES_IMPOSSIBLE' }],
    [
      'more choices than are allowed',
      withGroup({ minChoices: 2, maxChoices: 1 }),
      { reason: 'CHOICES_IMPOSSIBLE' },
    ],
    [
      'a group nested in itself',
      withGroup({ modifiers: [{ ...modifier, nestedGroupId: group.modifierGroupId }] }),
      { reason: 'NESTED_TOO_DEEP' },
    ],
    [
      'groups nested two levels deep',
      put(put(all, 'groups', nested.modifierGroupId, nested), 'groups', group.modifierGroupId, {
        ...group,
        modifiers: [{ ...modifier, nestedGroupId: nested.modifierGroupId }],
      }),
      { reason: 'NESTED_TOO_DEEP' },
    ],
    [
      'a colour that is none',
      put(all, 'categories', category.categoryId, { ...category, colour: 'red' }),
      { reason: 'INVALID_FIELD' },
    ],
    [
      'a daypart that starts at 24:00',
      put(all, 'dayparts', daypart.daypartId, {
        ...daypart,
        windows: [{ weekdays: [Weekday.MONDAY], starts: '24:00', ends: '03:00' }],
      }),
      { reason: 'INVALID_FIELD' },
    ],
    [
      'a daypart price twice',
      put(all, 'dayparts', daypart.daypartId, { ...daypart, prices: [...daypart.prices, ...daypart.prices] }),
      { reason: 'ID_TWICE' },
    ],
  ];
  for (const [what, after, expected] of cases) {
    test(what, () => {
      expect(refusal(() => check(all, after))).toMatchObject(expected);
    });
  }
});
