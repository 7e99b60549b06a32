import { newId } from '@sippy/kit/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CatalogFixture, eur, sellCoffee, startCatalog, type Tenant } from './fixture.ts';

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

describe('what one café changes', () => {
  test('its prices hold at that café alone; what it does not sell is not on its menu', async () => {
    const tenant = await fixture.tenant();
    const other = await fixture.tenant('EUR', tenant.organisationId);
    const { product, modifierGroup } = await sellCoffee(tenant);
    const { catalog, cafeId } = tenant;
    const { productId } = product;
    const variantId = product.variants[0]?.variantId ?? '';
    const modifierId = modifierGroup.modifiers[0]?.modifierId ?? '';
    await catalog.setProductOverride({
      requestId: newId(),
      cafeId,
      productId,
      prices: [{ variantId, price: eur(390n) }],
    });
    await catalog.setModifierOverride({ requestId: newId(), cafeId, modifierId, hidden: true });
    const menu = await menuOf(tenant);
    expect(menu.products[0]?.variants[0]?.price).toEqual(eur(390n));
    expect(menu.modifierGroups[0]?.modifiers.map((each) => each.name)).toEqual(['Oat']);
    expect((await menuOf(other)).products[0]?.variants[0]?.price).toEqual(eur(350n));
    expect(await catalog.listOverrides({ cafeId })).toEqual({
      products: [{ productId, hidden: false, prices: [{ variantId, price: eur(390n) }] }],
      modifiers: [{ modifierId, hidden: true, price: undefined }],
    });
    await catalog.setProductOverride({ requestId: newId(), cafeId, productId, hidden: true });
    expect((await menuOf(tenant)).products).toEqual([]);
  });

  test('keeps its prices when the product changes', async () => {
    const tenant = await fixture.tenant();
    const { product } = await sellCoffee(tenant);
    const { catalog, cafeId } = tenant;
    const { productId } = product;
    const variantId = product.variants[0]?.variantId ?? '';
    await catalog.setProductOverride({
      requestId: newId(),
      cafeId,
      productId,
      prices: [{ variantId, price: eur(390n) }],
    });
    await catalog.updateProduct({
      requestId: newId(),
      productId,
      version: 1n,
      variants: [{ variantId, price: eur(300n) }],
    });
    expect((await menuOf(tenant)).products[0]?.variants[0]?.price).toEqual(eur(390n));
  });

  test('a price in another currency, and for another product’s variant, is refused', async () => {
    const tenant = await fixture.tenant();
    const { product } = await sellCoffee(tenant);
    const { catalog, cafeId } = tenant;
    const { productId } = product;
    const set = (variantId: string, currencyCode: string) =>
      catalog.setProductOverride({
        requestId: newId(),
        cafeId,
        productId,
        prices: [{ variantId, price: { currencyCode, minor: 1n } }],
      });
    await expect(set(product.variants[0]?.variantId ?? '', 'USD')).rejects.toMatchObject({
      reason: 'CURRENCY_MISMATCH',
    });
    await expect(set(newId(), 'EUR')).rejects.toMatchObject({ reason: 'UNKNOWN_REFERENCE' });
  });
});
