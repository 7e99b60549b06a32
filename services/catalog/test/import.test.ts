import { newId } from '@sippy/kit/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CatalogFixture, eur, startCatalog } from './fixture.ts';

let fixture: CatalogFixture;
beforeAll(async () => {
  fixture = await startCatalog();
});
afterAll(() => fixture.stop());

function anImport(cafeId: string, size: number) {
  const categoryIds = [newId(), newId()];
  const group = {
    modifierGroupId: newId(),
    name: 'Size',
    modifiers: [{ modifierId: newId(), name: 'Large', price: eur(80n) }],
  };
  return {
    cafeId,
    categories: categoryIds.map((categoryId, position) => ({
      categoryId,
      name: `Category ${position}`,
      position,
      needsPreparation: position === 0,
    })),
    products: Array.from({ length: size }, (_, position) => ({
      ...{
        productId: newId(),
        categoryId: categoryIds[position % 2] ?? '',
        name: `Product ${position}`,
        position,
      },
      ...{
        modifierGroupIds: [group.modifierGroupId],
        variants: [{ variantId: newId(), price: eur(BigInt(position)) }],
      },
    })),
    modifierGroups: [group],
  };
}

describe('an import', () => {
  test('makes everything at once, with one new version of the menu', async () => {
    const { catalog, cafeId } = await fixture.tenant();
    const before = (await fixture.guest.getMenu({ cafeId })).menu?.version ?? 0n;
    const done = await catalog.importMenu({ requestId: newId(), ...anImport(cafeId, 200) });
    expect(done).toEqual({ createdCount: 203, updatedCount: 0, unchangedCount: 0 });
    const { menu } = await fixture.guest.getMenu({ cafeId });
    expect([menu?.products.length, menu?.version]).toEqual([200, before + 1n]);
  });

  test('of the same things again changes nothing, and the same request says the same again', async () => {
    const { catalog, cafeId } = await fixture.tenant();
    const request = { requestId: newId(), ...anImport(cafeId, 20) };
    const done = await catalog.importMenu(request);
    expect(await catalog.importMenu(request)).toEqual(done);
    const { menu } = await fixture.guest.getMenu({ cafeId });
    const again = await catalog.importMenu({ ...request, requestId: newId() });
    expect(again).toEqual({ createdCount: 0, updatedCount: 0, unchangedCount: 23 });
    expect((await fixture.guest.getMenu({ cafeId })).menu?.version).toBe(menu?.version);
    const renamed = {
      ...request,
      requestId: newId(),
      categories: request.categories.map((each) => ({ ...each, name: `${each.name}!` })),
    };
    expect(await catalog.importMenu(renamed)).toEqual({
      createdCount: 0,
      updatedCount: 2,
      unchangedCount: 21,
    });
  });

  test('of which one thing cannot be changes nothing at all', async () => {
    const { catalog, cafeId } = await fixture.tenant();
    const request = anImport(cafeId, 5);
    const [first, ...others] = request.products;
    const products = [{ ...first, categoryId: newId() }, ...others];
    await expect(catalog.importMenu({ requestId: newId(), ...request, products })).rejects.toMatchObject({
      reason: 'UNKNOWN_REFERENCE',
    });
    const nameless = [{ ...first, variants: [{ price: eur(1n) }] }, ...others];
    await expect(
      catalog.importMenu({ requestId: newId(), ...request, products: nameless }),
    ).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      fields: [{ field: 'products[0].variants[0].variant_id' }],
    });
    const twice = [first, first].flatMap((each) => each ?? []);
    await expect(
      catalog.importMenu({ requestId: newId(), ...request, products: twice }),
    ).rejects.toMatchObject({ reason: 'ID_TWICE' });
    expect((await catalog.listCategories({ cafeId })).categories).toEqual([]);
  });
});
