import type { Order } from '@sippy/proto/web/order/v1/order';
import type { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import { afterPaint, whenIdle } from '@sippy/ui/timing/after-paint';
import { v7 as newId } from 'uuid';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Cart, continueOrder, emptyCart, withOrder } from './cart.ts';
import { startedAfresh } from './ended.ts';
import { keepAsText, readKept } from './keep.ts';

const storageKey = 'sippy.cart';
/** A change is kept at the latest after so long, in milliseconds; a page that is left keeps it at once. */
const withinMs = 500;

/** The cart of this tab. */
export interface CartState {
  readonly cart: Cart;
  /** Line that was touched last; undefined after it went. */
  readonly selectedLineId: string | undefined;
  /** Changes the cart by one of the functions of `cart.ts`; `touched` names the line of the changed cart that is selected then. */
  change(how: (cart: Cart) => Cart, touched?: (cart: Cart) => string | undefined): void;
  select(lineId: string | undefined): void;
  /** Begins a new sale, with ids of its own. */
  startNew(kind?: OrderKind): void;
  /** Leaves a check that ended elsewhere; what it had not been told of goes into a new sale. */
  startAfresh(): void;
  /** Goes on with an open check. */
  continueWith(order: Order): void;
  /** Takes on a newer version of the order that is in the cart; another order is passed over. */
  hear(order: Order): void;
  /** Keeps it over a reload now instead of soon: before any of it is sent, so that its request's id is not lost. */
  keep(): void;
}

/** Makes the store; what is in it survives a reload in `storage`. */
export function createCartStore(storage: Storage): StoreApi<CartState> {
  let isWritten = true;
  const write = () => {
    if (isWritten) return;
    isWritten = true;
    storage.setItem(storageKey, keepAsText(store.getState().cart));
  };
  const store = createStore<CartState>()((set) => ({
    cart: readCart(storage) ?? emptyCart(newId(), newId()),
    selectedLineId: undefined,
    change: (how, touched) =>
      set((state) => {
        const cart = how(state.cart);
        return touched ? { cart, selectedLineId: touched(cart) } : { cart };
      }),
    select: (selectedLineId) => set({ selectedLineId }),
    startNew: (kind) => set({ cart: emptyCart(newId(), newId(), kind), selectedLineId: undefined }),
    startAfresh: () =>
      set((state) => ({ cart: startedAfresh(state.cart, newId(), newId()), selectedLineId: undefined })),
    continueWith: (order) => set({ cart: continueOrder(order, newId()), selectedLineId: undefined }),
    hear: (order) => set((state) => ({ cart: withOrder(state.cart, order) })),
    keep: write,
  }));
  store.subscribe((state, before) => {
    if (state.cart === before.cart || !isWritten) return;
    isWritten = false;
    afterPaint(() => whenIdle(write, withinMs));
  });
  addEventListener('pagehide', write);
  return store;
}

/** The cart of this tab. */
export const cartStore = createCartStore(sessionStorage);

const settledStore = createStore<CartState>(() => cartStore.getState());
let isSettling = false;
cartStore.subscribe(() => {
  if (isSettling) return;
  isSettling = true;
  afterPaint(() => {
    isSettling = false;
    settledStore.setState(cartStore.getState(), true);
  });
});

/**
 * The cart and its selected line as they were when the last frame was painted: for what may follow a tap by a frame, so
 * that the line and the total are seen at once. What is pressed goes by `cartStore`.
 */
export const useSettledCart = <T>(select: (state: CartState) => T): T => useStore(settledStore, select);

/** The cart as a whole. */
export const useCart = (): Cart => useStore(cartStore, (state) => state.cart);

function readCart(storage: Storage): Cart | undefined {
  try {
    const kept = readKept(storage.getItem(storageKey) ?? 'null') as Cart | null;
    return kept?.orderId && Array.isArray(kept.lines) ? kept : undefined;
  } catch {
    return undefined;
  }
}
