import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useStore } from 'zustand';
import { isEmpty } from '../cart/cart.ts';
import { cartStore } from '../cart/cart-store.ts';
import { keptQuery } from '../till/kept-query.ts';
import { useTill } from '../till/till.tsx';
import { type LoadedMenu, menuQuery } from './load-menu.ts';
import { type FixedOrder, fixOrder, loadPopular } from './popular.ts';

const hourMs = 3_600_000;

/** The menu as it is now, and how to ask for it at once, such as after something went off sale here. */
export interface UsedMenu extends LoadedMenu {
  refresh(): Promise<unknown>;
}

/** The café's menu; only where a first one is there, which the till waits for. */
export function useMenu(): UsedMenu {
  const { cafe } = useTill();
  const { data, refetch } = useQuery(menuQuery(cafe.cafeId));
  if (!data) throw new Error('the menu is shown before it is there');
  return { ...data, refresh: refetch };
}

/**
 * Ids of what sells most at this hour; none until it is known. A till starts with the answer that it had last, asks once an
 * hour, and shows a newer one when a sale begins.
 */
export function usePopular(): readonly string[] {
  const { sippy, cafe } = useTill();
  const { data } = useQuery({
    ...keptQuery(`popular.${cafe.cafeId}`, () => loadPopular(sippy, cafe.cafeId), hourMs),
    refetchInterval: hourMs,
  });
  const saleId = useStore(cartStore, ({ cart }) => cart.orderId);
  const isIdle = useStore(cartStore, ({ cart }) => isEmpty(cart));
  const [fixed, setFixed] = useState<FixedOrder | undefined>(() => data && { ids: data, saleId });
  const next = fixOrder(fixed, data, { saleId, isEmpty: isIdle });
  if (next !== fixed) setFixed(next);
  return next?.ids ?? nothing;
}

const nothing: readonly string[] = [];
