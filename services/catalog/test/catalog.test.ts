import { newId } from '@sippy/kit/ids';
import { testPrincipal } from '@sippy/kit/testing';
import { ProductCreated, ProductUpdated } from '@sippy/proto/catalog/v1/catalog_event';
import { CatalogServiceDefinition } from '@sippy/proto/catalog/v1/catalog_service';
import { Weekday } from '@sippy/proto/type/v1/weekday';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CatalogFixture, eur, newProduct, sellCoffee, startCatalog } from './fixture.ts';

let fixture: CatalogFixture;
beforeAll(async () => {
  fixture = await startCatalog();
});
afterAll(() => fixture.stop());

describe('what an organisation sells', () => {
  test('a product is on the menu of every café of the organisation, and its events carry it', async () => {
    const first = await fixture.tenant();
    const second = await fixture.tenant('EUR', first.organisationId);
    const { product } = await sellCoffee(first);
    for (const { cafeId } of [first, second]) {
      const { menu } = await fixture.guest.getMenu({ cafeId });
      expect(menu?.products.map((each) => each.productId)).toEqual([product.productId]);
      expect(menu?.modifierGroups).toHaveLength(1);
    }
    const [created] = await fixture.events(product.productId);
    expect(created).toMatchObject({ type: 'product.created', organisationId: first.organisationId });
    expect(ProductCreated.decode(created?.payload ?? new Uint8Array()).product).toEqual(product);
  });

  test('a change keeps what it leaves out, a list that is given replaces the old one', async () => {
    const { catalog, ...tenant } = await fixture.tenant();
    const { product } = await sellCoffee({ catalog, ...tenant });
    const { product: changed } = await catalog.updateProduct({
      ...{ requestId: newId(), productId: product.productId, version: 1n },
      ...{ description: 'With milk', modifierGroups: { ids: [] } },
    });
    expect(changed).toEqual({ ...product, description: 'With milk', modifierGroupIds: [], version: 2n });
    const events = await fixture.events(product.productId);
    expect(events.map((event) => [event.type, event.aggregateVersion])).toEqual([
      ['product.created', 1n],
      ['product.updated', 2n],
    ]);
  });

  test('a product moves to another category, and a category with products is not deleted', async () => {
    const { catalog, cafeId, ...tenant } = await fixture.tenant();
    const { product, category } = await sellCoffee({ catalog, cafeId, ...tenant });
    const { category: other } = await catalog.createCategory({
      requestId: newId(),
      cafeId,
      name: 'Hot',
      colour: '#AABBCC',
    });
    const remove = { requestId: newId(), categoryId: category.categoryId };
    await expect(catalog.deleteCategory(remove)).rejects.toMatchObject({ reason: 'CATEGORY_NOT_EMPTY' });
    const categoryId = other?.categoryId ?? '';
    await catalog.updateProduct({
      requestId: newId(),
      productId: product.productId,
      version: 1n,
      categoryId,
    });
    await catalog.deleteCategory(remove);
    const { categories } = await catalog.listCategories({ cafeId });
    expect(categories.map((each) => each.name)).toEqual(['Hot']);
  });

  test('a deletion that is sent again is content, another one finds nothing', async () => {
    const tenant = await fixture.tenant();
    const { product } = await sellCoffee(tenant);
    const remove = { requestId: newId(), productId: product.productId };
    await tenant.catalog.deleteProduct(remove);
    await tenant.catalog.deleteProduct(remove);
    await expect(tenant.catalog.deleteProduct({ ...remove, requestId: newId() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const last = (await fixture.events(product.productId)).at(-1);
    expect(ProductUpdated.decode(last?.payload ?? new Uint8Array())).toMatchObject({ deleted: true });
  });

  test('modifier groups are added to a product, listed with those nested in them, and taken off', async () => {
    const { catalog, cafeId, ...tenant } = await fixture.tenant();
    const { product, modifierGroup } = await sellCoffee({ catalog, cafeId, ...tenant });
    const { productId } = product;
    const group = {
      name: 'Extras',
      modifiers: [{ name: 'Milk on the side', price: eur(0n), nestedGroupId: modifierGroup.modifierGroupId }],
    };
    const added = await catalog.addProductModifiers({
      requestId: newId(),
      productId,
      group: { $case: 'modifierGroup', value: group },
    });
    expect(added.product?.modifierGroupIds).toEqual([
      modifierGroup.modifierGroupId,
      added.modifierGroup?.modifierGroupId,
    ]);
    const removed = await catalog.removeProductModifiers({
      requestId: newId(),
      productId,
      modifierGroupId: modifierGroup.modifierGroupId,
    });
    expect(removed.product?.modifierGroupIds).toEqual([added.modifierGroup?.modifierGroupId]);
    const { modifierGroups } = await catalog.listProductModifiers({ productId });
    expect(modifierGroups.map((each) => each.name)).toEqual(['Extras', 'Milk']);
    const inUse = catalog.deleteModifierGroup({
      requestId: newId(),
      modifierGroupId: modifierGroup.modifierGroupId,
    });
    await expect(inUse).rejects.toMatchObject({ reason: 'MODIFIER_GROUP_IN_USE' });
  });

  test('a daypart with happy-hour prices shows on the menu, and goes when it is deleted', async () => {
    const { catalog, cafeId, ...tenant } = await fixture.tenant();
    const { product, category } = await sellCoffee({ catalog, cafeId, ...tenant });
    const { daypart } = await catalog.createDaypart({
      requestId: newId(),
      cafeId,
      daypart: {
        name: 'Happy hour',
        windows: [{ weekdays: [Weekday.FRIDAY], starts: '17:00', ends: '19:00' }],
        prices: [
          {
            target: { $case: 'categoryId', value: category.categoryId },
            how: { $case: 'offBps', value: 2000 },
          },
        ],
      },
    });
    expect((await catalog.getDaypart({ daypartId: daypart?.daypartId ?? '' })).daypart).toEqual(daypart);
    const { menu } = await fixture.guest.getMenu({ cafeId });
    const variant = menu?.products.find((each) => each.productId === product.productId)?.variants[0];
    expect(variant?.daypartPrices).toEqual([{ daypartId: daypart?.daypartId, price: eur(280n) }]);
    await catalog.deleteDaypart({ requestId: newId(), daypartId: daypart?.daypartId ?? '' });
    expect((await fixture.guest.getMenu({ cafeId })).menu?.dayparts).toEqual([]);
  });

  test('lists come page by page, each element once', async () => {
    const { catalog, cafeId, ...tenant } = await fixture.tenant();
    const { category } = await sellCoffee({ catalog, cafeId, ...tenant });
    for (let position = 6; position > 0; position--) {
      await newProduct(catalog, { categoryId: category.categoryId, name: `P${position}`, position });
    }
    const names: string[] = [];
    let pageToken = '';
    do {
      const page = await catalog.listProducts({ cafeId, page: { pageSize: 3, pageToken } });
      names.push(...page.products.map((each) => each.name));
      pageToken = page.pageInfo?.nextPageToken ?? '';
    } while (pageToken !== '');
    expect(names).toEqual(['Latte', 'P1', 'P2', 'P3', 'P4', 'P5', 'P6']);
    const stranger = catalog.listModifierGroups({ cafeId, page: { pageToken: 'AAAA' } });
    await expect(stranger).rejects.toMatchObject({ reason: 'PAGE_TOKEN_INVALID' });
  });

  test('ten products created at once are all there, and every version of the menu is another one', async () => {
    const { catalog, cafeId, ...tenant } = await fixture.tenant();
    const { category } = await sellCoffee({ catalog, cafeId, ...tenant });
    const before = (await fixture.guest.getMenu({ cafeId })).menu?.version ?? 0n;
    await Promise.all(
      Array.from({ length: 10 }, () => newProduct(catalog, { categoryId: category.categoryId })),
    );
    const { menu } = await fixture.guest.getMenu({ cafeId });
    expect(menu?.products).toHaveLength(11);
    expect(menu?.version).toBe(before + 10n);
  });

  test('twins of one request create one entry', async () => {
    const { catalog, cafeId } = await fixture.tenant();
    const request = { requestId: newId(), cafeId, name: 'Twin' };
    const made = await Promise.all([1, 2, 3].map(() => catalog.createCategory(request)));
    expect(new Set(made.map((each) => each.category?.categoryId)).size).toBe(1);
    await expect(catalog.createCategory({ ...request, name: 'Other' })).rejects.toMatchObject({
      reason: 'REQUEST_ID_REUSED',
    });
  });

  test('what belongs to another organisation is not there', async () => {
    const [mine, theirs] = [await fixture.tenant(), await fixture.tenant()];
    const { product, category, modifierGroup } = await sellCoffee(theirs);
    const missing = { code: 'NOT_FOUND' };
    const { catalog } = mine;
    await expect(catalog.getProduct({ productId: product.productId })).rejects.toMatchObject(missing);
    await expect(
      catalog.updateProduct({ requestId: newId(), productId: product.productId, version: 1n }),
    ).rejects.toMatchObject(missing);
    await expect(
      catalog.deleteCategory({ requestId: newId(), categoryId: category.categoryId }),
    ).rejects.toMatchObject(missing);
    await expect(newProduct(catalog, { categoryId: category.categoryId })).rejects.toMatchObject(missing);
    const own = await sellCoffee(mine);
    const foreign = newProduct(catalog, {
      categoryId: own.category.categoryId,
      modifierGroupIds: [modifierGroup.modifierGroupId],
    });
    await expect(foreign).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', reason: 'UNKNOWN_REFERENCE' });
    const stolen = catalog.createCategory({ requestId: newId(), cafeId: theirs.cafeId, name: 'Mine' });
    await expect(stolen).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const taken = newProduct(catalog, { categoryId: own.category.categoryId, productId: product.productId });
    await expect(taken).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  test('baristas read and 86, they do not change the menu; guests see the menu alone', async () => {
    const { cafeId, organisationId, ...tenant } = await fixture.tenant();
    const { product } = await sellCoffee({ cafeId, organisationId, ...tenant });
    const grants = [
      { organisationId, cafeIds: [cafeId], permissions: ['cafe.read', 'catalog.availability'] },
    ];
    const barista = fixture.host.peer(CatalogServiceDefinition, testPrincipal({ grants }));
    const { productId } = product;
    await barista.getProduct({ productId });
    await barista.setProductAvailability({ requestId: newId(), productId, cafeId, available: false });
    const refused = { code: 'PERMISSION_DENIED' };
    await expect(barista.deleteProduct({ requestId: newId(), productId })).rejects.toMatchObject(refused);
    await expect(barista.createCategory({ requestId: newId(), cafeId, name: 'X' })).rejects.toMatchObject(
      refused,
    );
    await expect(fixture.guest.listProducts({ cafeId })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(tenant.catalog.getMenuSnapshot({ cafeId })).rejects.toMatchObject(refused);
  });
});
