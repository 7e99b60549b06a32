import { openDatabase } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { eventually, testCall } from '@sippy/kit/testing';
import {
  MenuAction,
  MenuPart,
  MenuUpdated,
  ProductAvailabilityChanged,
} from '@sippy/proto/catalog/v1/catalog_event';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CatalogContext } from '../src/context.ts';
import { getMenu } from '../src/rpc/get-menu.ts';
import { menusOf } from '../src/steps/menus.ts';
import { type CatalogFixture, sellCoffee, startCatalog, type Tenant } from './fixture.ts';

let fixture: CatalogFixture;
beforeAll(async () => {
  fixture = await startCatalog();
});
afterAll(() => fixture.stop());

const menuOf = async ({ cafeId }: Tenant) => {
  const { menu } = await fixture.guest.getMenu({ cafeId });
  if (!menu) throw new Error('no menu');
  return menu;
};

/** Menus as another host keeps them. */
async function withOtherHost(work: (context: CatalogContext) => Promise<void>) {
  const db = openDatabase({ url: fixture.host.database('catalog').url, service: 'catalog' });
  const factsOf = async (cafeId: string) => {
    const { cafe } = await fixture.cafes.getCafeSettings({ cafeId });
    if (!cafe) throw new Error('no café');
    return cafe;
  };
  try {
    await work({ db, menus: menusOf(db, { factsOf }) } as unknown as CatalogContext);
  } finally {
    await db.close();
  }
}

describe('the menu', () => {
  test('of a café that nobody has set up is there and empty; of one that does not exist it is not', async () => {
    const tenant = await fixture.tenant('JPY');
    expect(await menuOf(tenant)).toMatchObject({
      products: [],
      currencyCode: 'JPY',
      timeZone: 'Europe/Rome',
    });
    await expect(fixture.guest.getMenu({ cafeId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('each change gives it one new version, told of by one event; a change of nothing gives none', async () => {
    const tenant = await fixture.tenant();
    const { product } = await sellCoffee(tenant);
    const before = await menuOf(tenant);
    const { productId } = product;
    const change = { requestId: newId(), productId, version: 1n, name: 'Flat white' };
    await tenant.catalog.updateProduct(change);
    const after = await menuOf(tenant);
    expect([after.version, after.products[0]?.name]).toEqual([before.version + 1n, 'Flat white']);
    await tenant.catalog.updateProduct({ ...change, requestId: newId(), version: 2n });
    expect((await menuOf(tenant)).version).toBe(after.version);
    const told = (await fixture.events(tenant.cafeId)).filter((event) => event.type === 'menu.updated');
    const versions = told.map((event) => MenuUpdated.decode(event.payload).version);
    expect(versions.at(-1)).toBe(after.version);
    expect(new Set(versions).size).toBe(versions.length);
    const last = MenuUpdated.decode(told.at(-1)?.payload ?? new Uint8Array());
    expect(last.changes).toEqual([{ part: MenuPart.PRODUCT, id: productId, action: MenuAction.CHANGED }]);
    expect(told.at(-1)?.actorId).toBe(tenant.manager.id);
  });

  test('is fresh on another host within two seconds of a change', async () => {
    const tenant = await fixture.tenant();
    const { product } = await sellCoffee(tenant);
    await withOtherHost(async ({ menus }) => {
      expect((await menus.of(tenant.cafeId)).products[0]?.available).toBe(true);
      const { productId } = product;
      await tenant.catalog.setProductAvailability({
        requestId: newId(),
        productId,
        cafeId: tenant.cafeId,
        available: false,
      });
      const changed = performance.now();
      await eventually(async () => (await menus.of(tenant.cafeId)).products[0]?.available === false);
      expect(performance.now() - changed).toBeLessThan(2000);
    });
  });

  test('is kept by the gateway for a second, asked for again by browsers, and names its version', async () => {
    const tenant = await fixture.tenant();
    await withOtherHost(async (context) => {
      const headers = new Map<string, string>();
      const call = testCall({ setHeader: (name, value) => headers.set(name, value) });
      const { menu } = await getMenu(context)({ cafeId: tenant.cafeId }, call);
      expect(headers.get('cache-control')).toBe('public, max-age=0, s-maxage=1');
      expect(headers.get('etag')).toBe(`"${menu?.version}"`);
    });
  });

  test('is the last one that was seen while the database is away', async () => {
    const tenant = await fixture.tenant();
    await withOtherHost(async ({ db, menus }) => {
      const menu = await menus.of(tenant.cafeId);
      await db.close();
      menus.doubt();
      expect(await menus.of(tenant.cafeId)).toBe(menu);
      await expect(menus.of(newId())).rejects.toThrow();
    });
  });

  test('is not sent again to a service that has it', async () => {
    const tenant = await fixture.tenant();
    const { menu } = await fixture.internal.getMenuSnapshot({ cafeId: tenant.cafeId });
    const again = { cafeId: tenant.cafeId, knownVersion: menu?.version ?? 0n };
    expect((await fixture.internal.getMenuSnapshot(again)).menu).toBeUndefined();
    await sellCoffee(tenant);
    expect((await fixture.internal.getMenuSnapshot(again)).menu?.products).toHaveLength(1);
  });

  test('follows the café’s time zone', async () => {
    const tenant = await fixture.tenant();
    const before = await menuOf(tenant);
    await tenant.cafes.updateCafe({
      requestId: newId(),
      cafeId: tenant.cafeId,
      version: 1n,
      timeZone: 'Asia/Tokyo',
    });
    await eventually(async () => (await menuOf(tenant)).timeZone === 'Asia/Tokyo');
    expect((await menuOf(tenant)).version).toBeGreaterThan(before.version);
  });
});

describe('what is sold out', () => {
  test('is marked at that café alone, and comes back when somebody says so', async () => {
    const tenant = await fixture.tenant();
    const other = await fixture.tenant('EUR', tenant.organisationId);
    const { product } = await sellCoffee(tenant);
    const { productId } = product;
    const set = (available: boolean) =>
      tenant.catalog.setProductAvailability({
        requestId: newId(),
        productId,
        cafeId: tenant.cafeId,
        available,
      });
    const { menuVersion } = await set(false);
    expect(await menuOf(tenant)).toMatchObject({ version: menuVersion, products: [{ available: false }] });
    expect((await menuOf(other)).products[0]?.available).toBe(true);
    expect((await set(false)).menuVersion).toBe(menuVersion);
    await set(true);
    expect((await menuOf(tenant)).products[0]?.available).toBe(true);
    const told = (await fixture.events(tenant.cafeId)).filter(
      (each) => each.type === 'product.availability_changed',
    );
    expect(told.map((event) => ProductAvailabilityChanged.decode(event.payload).available)).toEqual([
      false,
      true,
    ]);
  });

  test('comes back by itself at its time, products and modifiers', async () => {
    const tenant = await fixture.tenant();
    const { product, modifierGroup } = await sellCoffee(tenant);
    const returnTime = new Date(Date.now() + 700);
    const { cafeId, catalog } = tenant;
    const modifierId = modifierGroup.modifiers[1]?.modifierId ?? '';
    await catalog.setModifierAvailability({
      requestId: newId(),
      modifierId,
      cafeId,
      available: false,
      returnTime,
    });
    await catalog.setProductAvailability({
      requestId: newId(),
      productId: product.productId,
      cafeId,
      available: false,
      returnTime,
    });
    const menu = await menuOf(tenant);
    expect(menu.products[0]).toMatchObject({ available: false, returnTime });
    expect(menu.modifierGroups[0]?.modifiers[1]).toMatchObject({ available: false, returnTime });
    await eventually(async () => (await menuOf(tenant)).products[0]?.available === true);
    expect((await menuOf(tenant)).modifierGroups[0]?.modifiers[1]?.available).toBe(true);
  });

  test('a time of return that has passed, or for what is on sale, is refused', async () => {
    const tenant = await fixture.tenant();
    const { product } = await sellCoffee(tenant);
    const request = { productId: product.productId, cafeId: tenant.cafeId, available: false };
    const refused = { code: 'INVALID_ARGUMENT', reason: 'RETURN_TIME_INVALID' };
    const past = { ...request, requestId: newId(), returnTime: new Date(Date.now() - 1) };
    await expect(tenant.catalog.setProductAvailability(past)).rejects.toMatchObject(refused);
    const onSale = {
      ...request,
      requestId: newId(),
      available: true,
      returnTime: new Date(Date.now() + 60_000),
    };
    await expect(tenant.catalog.setProductAvailability(onSale)).rejects.toMatchObject(refused);
    const unknown = { ...request, requestId: newId(), productId: newId() };
    await expect(tenant.catalog.setProductAvailability(unknown)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
