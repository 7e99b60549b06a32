import { newId } from '@sippy/kit/ids';
import type { CreateProductRequest } from '@sippy/proto/catalog/v1/catalog_service';
import { Weekday } from '@sippy/proto/type/v1/weekday';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CatalogFixture, eur, sellCoffee, startCatalog, type Tenant } from './fixture.ts';

let fixture: CatalogFixture;
let tenant: Tenant;
let sold: Awaited<ReturnType<typeof sellCoffee>>;
beforeAll(async () => {
  fixture = await startCatalog();
  tenant = await fixture.tenant();
  sold = await sellCoffee(tenant);
});
afterAll(() => fixture.stop());

const written = async () => {
  const { rows } = await fixture.host
    .db('catalog')
    .query('select count(*) as events, (select count(*) from request) as requests from event');
  return rows[0];
};

const variant = (change: object = {}) => ({ variantId: '', name: '', price: eur(350n), ...change });
const bad: [what: string, change: Partial<CreateProductRequest>, field: string][] = [
  ['no request_id', { requestId: '' }, 'request_id'],
  ['an empty name', { name: '' }, 'name'],
  ['an over-long name', { name: 'x'.repeat(121) }, 'name'],
  ['control characters', { name: 'a\u0007b' }, 'name'],
  ['no variant', { variants: [] }, 'variants'],
  [
    'too many variants',
    { variants: Array.from({ length: 51 }, (_, i) => variant({ name: `${i}` })) },
    'variants',
  ],
  ['a variant without a price', { variants: [variant({ price: undefined })] }, 'variants[0].price'],
  ['a negative price', { variants: [variant({ price: eur(-1n) })] }, 'variants[0].price'],
  ['a huge price', { variants: [variant({ price: eur(10n ** 15n) })] }, 'variants[0].price'],
  [
    'a currency that is none',
    { variants: [variant({ price: { currencyCode: 'euros', minor: 1n } })] },
    'variants[0].price.currency_code',
  ],
  [
    'a currency that no café sells in',
    { variants: [variant({ price: { currencyCode: 'USD', minor: 1n } })] },
    'variants[0].price',
  ],
  ['a group twice', { modifierGroupIds: Array(2).fill(newId()) as string[] }, 'modifier_group_ids'],
  ['a group that is not there', { modifierGroupIds: [newId()] }, 'modifier_group_ids'],
  ['a tax category with blanks', { taxCategory: 'a b' }, 'tax_category'],
  ['an id that is none', { productId: 'latte' }, 'product_id'],
];

describe('bad input to CreateProduct is refused, names the field and writes nothing', () => {
  for (const [what, change, field] of bad) {
    test(what, async () => {
      const before = await written();
      const good = {
        requestId: newId(),
        categoryId: sold.category.categoryId,
        name: 'Tea',
        variants: [variant()],
      };
      const refusal = await tenant.catalog.createProduct({ ...good, ...change }).catch((error) => error);
      expect(refusal).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(refusal.fields.map((each: { field: string }) => each.field)).toContainEqual(
        expect.stringContaining(field),
      );
      expect(await written()).toEqual(before);
    });
  }
});

describe('bad input to other calls is refused', () => {
  test('a stale version names the current one', async () => {
    const { categoryId } = sold.category;
    const change = { requestId: newId(), categoryId, version: 9n, name: 'X' };
    await expect(tenant.catalog.updateCategory(change)).rejects.toMatchObject({
      code: 'ABORTED',
      metadata: { current_version: '1' },
    });
  });

  test('a daypart without windows, with a day twice, or with a price of nothing', async () => {
    const { catalog, cafeId } = tenant;
    const create = (daypart: object) =>
      catalog.createDaypart({ requestId: newId(), cafeId, daypart: { name: 'D', ...daypart } });
    const window = { weekdays: [Weekday.MONDAY], starts: '10:00', ends: '11:00' };
    const invalid = { code: 'INVALID_ARGUMENT' };
    await expect(create({})).rejects.toMatchObject(invalid);
    await expect(
      create({ windows: [{ ...window, weekdays: [Weekday.MONDAY, Weekday.MONDAY] }] }),
    ).rejects.toMatchObject(invalid);
    await expect(create({ windows: [{ ...window, starts: '9 am' }] })).rejects.toMatchObject(invalid);
    await expect(
      create({ windows: [window], prices: [{ how: { $case: 'offBps', value: 100 } }] }),
    ).rejects.toMatchObject(invalid);
    const unknown = { target: { $case: 'productId', value: newId() }, how: { $case: 'offBps', value: 100 } };
    await expect(create({ windows: [window], prices: [unknown] })).rejects.toMatchObject({
      reason: 'UNKNOWN_REFERENCE',
    });
  });

  test('unknown ids are not there', async () => {
    const { catalog, cafeId } = tenant;
    const missing = { code: 'NOT_FOUND' };
    await expect(catalog.getCategory({ categoryId: newId() })).rejects.toMatchObject(missing);
    await expect(catalog.getModifierGroup({ modifierGroupId: newId() })).rejects.toMatchObject(missing);
    await expect(catalog.deleteDaypart({ requestId: newId(), daypartId: newId() })).rejects.toMatchObject(
      missing,
    );
    await expect(catalog.listProductModifiers({ productId: newId() })).rejects.toMatchObject(missing);
    await expect(
      catalog.setModifierOverride({ requestId: newId(), cafeId, modifierId: newId() }),
    ).rejects.toMatchObject(missing);
    await expect(
      catalog.addProductModifiers({
        requestId: newId(),
        productId: sold.product.productId,
        group: { $case: 'modifierGroupId', value: newId() },
      }),
    ).rejects.toMatchObject(missing);
  });
});
