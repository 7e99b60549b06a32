import type { MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import { useRef } from 'react';

/**
 * Which tile shows which product, by its id. Another page is shown by the tiles that are there already, which is sooner done
 * than making new ones. On one page a product keeps its tile, wherever it moves to: what a finger is on stays what it was.
 */
export function usePlaces(page: string, products: readonly MenuProduct[]): ReadonlyMap<string, number> {
  const places = useRef({ page, of: new Map<string, number>() });
  if (places.current.page !== page) places.current = { page, of: new Map() };
  const { of } = places.current;
  for (const { productId } of products) if (!of.has(productId)) of.set(productId, of.size);
  return of;
}
