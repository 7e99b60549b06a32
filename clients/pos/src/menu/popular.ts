/** What the café sells most at this hour. */
import type { MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import { type Sippy, SippyError } from '@sippy/sdk/web';

/** Products that the first page shows. */
export const POPULAR_COUNT = 24;

/** Ids of what sells most at this hour, best first; none where the server does not say. */
export async function loadPopular(sippy: Pick<Sippy, 'order'>, cafeId: string): Promise<readonly string[]> {
  try {
    const { products } = await sippy.order.listPopularProducts({ cafeId });
    return products.map(({ productId }) => productId);
  } catch (error) {
    // A café whose server is of an older release sells all the same, in the order of its menu.
    if (error instanceof SippyError && error.code === 'UNIMPLEMENTED') return [];
    throw error;
  }
}

/**
 * The first page: what sells most, filled up in the menu's order. What is not on the menu any more is passed over; nothing
 * comes twice. Pure.
 */
export function popularFirst<T extends Pick<MenuProduct, 'productId'>>(
  products: readonly T[],
  popularIds: readonly string[],
  count = POPULAR_COUNT,
): T[] {
  const byId = new Map(products.map((product) => [product.productId, product]));
  const first = new Set<T>();
  for (const id of popularIds) {
    const product = byId.get(id);
    if (product) first.add(product);
  }
  return [...first, ...products.filter((product) => !first.has(product))].slice(0, count);
}

/** What sells most, as it stands on the tiles, and the sale in which it came to stand so. */
export interface FixedOrder {
  readonly ids: readonly string[];
  readonly saleId: string;
}

/**
 * The order of the tiles: the first one that is known, then the newest one when a new sale begins. Never within a sale, so
 * that no tile moves away under a finger. Pure.
 */
export function fixOrder(
  fixed: FixedOrder | undefined,
  newest: readonly string[] | undefined,
  sale: { readonly saleId: string; readonly isEmpty: boolean },
): FixedOrder | undefined {
  if (!newest || !sale.isEmpty || fixed?.saleId === sale.saleId) return fixed;
  return { ids: newest, saleId: sale.saleId };
}
