import type { Order } from '@sippy/proto/web/order/v1/order';
import type { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import { v7 as newId } from 'uuid';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Cart, type CartLine, continueOrder, emptyCart, withOrder } from './cart.ts';
import { keepAsText, readKept } from './keep.ts';

const storageKey = 'sippy.cart';

/** The cart of this tab. */
export interface CartState {
  readonly cart: Cart;
  /** Line that was touched last; undefined after it went. */
  readonly selectedLineId: string | undefined;
  /** Changes the cart by one of the functions of `cart.ts`. */
  change(how: (cart: Cart) => Cart): void;
  select(lineId: string | undefined): void;
  /** Begins a new sale, with ids of its own. */
  startNew(kind?: OrderKind): void;
  /** Goes on with an open check. */
  continueWith(order: Order): void;
  /** Takes on a newer version of the order that is in the cart; another order is passed over. */
  hear(order: Order): void;
}

/** Makes the store; what is in it survives a reload in `storage`. */
export function createCartStore(storage: Storage): StoreApi<CartState> {
  const store = createStore<CartState>()((set) => ({
    cart: readCart(storage) ?? emptyCart(newId(), newId()),
    selectedLineId: undefined,
    change: (how) => set((state) => ({ cart: how(state.cart) })),
    select: (selectedLineId) => set({ selectedLineId }),
    startNew: (kind) => set({ cart: emptyCart(newId(), newId(), kind), selectedLineId: undefined }),
    continueWith: (order) => set({ cart: continueOrder(order, newId()), selectedLineId: undefined }),
    hear: (order) => set((state) => ({ cart: withOrder(state.cart, order) })),
  }));
  let isWritten = true;
  const write = () => {
    if (isWritten) return;
    isWritten = true;
    storage.setItem(storageKey, keepAsText(store.getState().cart));
  };
  store.subscribe((state, before) => {
    if (state.cart === before.cart || !isWritten) return;
    isWritten = false;
    afterPaint(write);
  });
  addEventListener('pagehide', write);
  return store;
}

/** The cart of this tab. */
export const cartStore = createCartStore(sessionStorage);

/** The cart as a whole. */
export const useCart = (): Cart => useStore(cartStore, (state) => state.cart);

/** One line; what shows it is drawn again only when that line changes. */
export const useCartLine = (lineId: string): CartLine | undefined =>
  useStore(cartStore, (state) => state.cart.lines.find((line) => line.lineId === lineId));

function readCart(storage: Storage): Cart | undefined {
  try {
    const kept = readKept(storage.getItem(storageKey) ?? 'null') as Cart | null;
    return kept?.orderId && Array.isArray(kept.lines) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** A tap shows first; a page that is out of sight paints nothing to wait for. */
function afterPaint(run: () => void): void {
  if (document.visibilityState === 'visible') requestAnimationFrame(() => setTimeout(run));
  else setTimeout(run);
}
