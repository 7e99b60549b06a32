import type { Order } from '@sippy/proto/web/order/v1/order';
import { v7 as newId } from 'uuid';
import { createStore, useStore } from 'zustand';
import { isEmpty, repeatOrder } from '../cart/cart.ts';
import { cartStore } from '../cart/cart-store.ts';
import { keepAsText, readKept } from '../cart/keep.ts';

const storageKey = 'sippy.lastOrder';

const store = createStore<{ order: Order | undefined }>(() => ({ order: readOrder() }));

/** The order that was sold last in this tab, to be repeated. */
export const useLastOrder = (): Order | undefined => useStore(store, ({ order }) => order);

/** Remembers the order that was sold last. */
export function rememberOrder(order: Order): void {
  store.setState({ order });
  sessionStorage.setItem(storageKey, keepAsText(order));
}

/** Puts what was sold last into the cart once more, if nothing is in it. */
export function repeatLast(): void {
  const { order } = store.getState();
  const { cart, change, select } = cartStore.getState();
  if (!order || !isEmpty(cart)) return;
  change((now) => repeatOrder(order, now, newId));
  select(cartStore.getState().cart.lines.at(-1)?.lineId);
}

function readOrder(): Order | undefined {
  try {
    return (readKept(sessionStorage.getItem(storageKey) ?? 'null') as Order | null) ?? undefined;
  } catch {
    return undefined;
  }
}
