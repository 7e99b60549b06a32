import { connect, type Sippy } from '@sippy/sdk';
import { v7 as newId } from 'uuid';
import type { BenchSystem } from './bench-system.ts';

/** A café to sell at. */
export interface BenchCafe {
  cafeId: string;
  /** Three products of its menu. */
  lines: { productId: string; variantId: string; quantity: number }[];
}

/** The bench's own organisation. */
export interface BenchCafes {
  cafes: BenchCafe[];
  /** Access token of its owner. */
  token: string;
}

const productCount = 60;
const variantsPerProduct = 3;

/** Makes an organisation with so many cafés and a menu of 60 products with three sizes each. */
export async function makeBenchCafes(system: BenchSystem, count: number): Promise<BenchCafes> {
  const sippy = connect({ url: system.gatewayUrl });
  await sippy.signIn(system.owner);
  const organisationId = newId();
  await sippy.cafe.createOrganisation({ organisationId, name: `Bench ${organisationId}` });
  await renew(sippy);
  const cafeIds = Array.from({ length: count }, () => newId());
  for (const [index, cafeId] of cafeIds.entries())
    await sippy.cafe.createCafe({
      organisationId,
      cafeId,
      name: `Bench ${index}`,
      currencyCode: 'EUR',
      timeZone: 'Europe/Berlin',
      fireWhenPaid: true,
    });
  await renew(sippy);
  const categoryId = newId();
  await sippy.catalog.createCategory({
    cafeId: cafeIds[0] ?? '',
    categoryId,
    name: 'Coffee',
    needsPreparation: true,
  });
  const products: BenchCafe['lines'] = [];
  for (let index = 0; index < productCount; index++) {
    const productId = newId();
    const variants = Array.from({ length: variantsPerProduct }, (_, size) => ({
      variantId: newId(),
      name: ['Small', 'Medium', 'Large'][size] ?? '',
      price: { currencyCode: 'EUR', minor: BigInt(250 + index + size * 50) },
    }));
    await sippy.catalog.createProduct({ categoryId, productId, name: `Coffee number ${index}`, variants });
    products.push({ productId, variantId: variants[0]?.variantId ?? '', quantity: 1 });
  }
  const token = (await sippy.session.accessToken()) ?? '';
  sippy.close();
  const cafes = cafeIds.map((cafeId, index) => ({
    cafeId,
    lines: [0, 1, 2].map((at) => products[(index + at) % productCount]),
  }));
  return { cafes: cafes as BenchCafe[], token };
}

async function renew(sippy: Sippy): Promise<void> {
  await sippy.session.renew(sippy.session.current()?.accessToken ?? '');
}
