/** The orders of a café as they are now: one stream for all that is shown of them. */
import type { Order } from '@sippy/proto/web/order/v1/order';
import { type Sippy, watchOrders } from '@sippy/sdk/web';
import { useSyncExternalStore } from 'react';
import type { Till } from '../till/till.tsx';
import { emptyBook, hear, type OrderBook } from './order-book.ts';

/** Kept open this long after the last view has gone, so that changing views opens no new stream. */
const lingerMs = 5_000;

/** Follows the orders of one café while somebody looks. */
export interface LiveOrders {
  /** What is known now; another object after each change. */
  book(): OrderBook;
  /** Calls back after each change; returns what ends that. The stream is open while anybody listens. */
  subscribe(listener: () => void): () => void;
  /** Takes on an order that a call has answered, so that it shows before the stream tells of it. */
  hear(order: Order): void;
}

/** Makes the store of a café's orders. */
export function createLiveOrders(sippy: Pick<Sippy, 'order'>, cafeId: string): LiveOrders {
  const listeners = new Set<() => void>();
  let book = emptyBook;
  let stream: AbortController | undefined;
  let afterSequence = 0n;
  let ending: ReturnType<typeof setTimeout> | undefined;

  const set = (next: OrderBook) => {
    if (next === book) return;
    book = next;
    for (const listener of listeners) listener();
  };
  const open = async (signal: AbortSignal) => {
    const onLive = (isLive: boolean) => set({ ...book, staleSince: isLive ? undefined : new Date() });
    const subscriptions = [{ subject: { $case: 'cafeId' as const, value: cafeId } }];
    try {
      for await (const message of watchOrders(sippy, subscriptions, { signal, afterSequence, onLive })) {
        afterSequence = message.sequence;
        set(hear(book, message));
      }
    } catch (error) {
      if (!signal.aborted) set({ ...book, staleSince: book.staleSince ?? new Date(), error });
    }
  };
  const start = () => {
    clearTimeout(ending);
    if (stream) return;
    stream = new AbortController();
    void open(stream.signal);
  };
  const end = () => {
    stream?.abort();
    stream = undefined;
  };

  return {
    book: () => book,
    subscribe(listener) {
      listeners.add(listener);
      start();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearTimeout(ending);
        ending = setTimeout(end, lingerMs);
      };
    },
    hear: (order) => set(hear(book, { sequence: afterSequence, event: { $case: 'order', value: order } })),
  };
}

const storeOf = new WeakMap<Sippy, LiveOrders>();

/** The one store of this till and member of staff. */
export function liveOrdersOf({ sippy, cafe }: Pick<Till, 'sippy' | 'cafe'>): LiveOrders {
  let store = storeOf.get(sippy);
  if (!store) {
    store = createLiveOrders(sippy, cafe.cafeId);
    storeOf.set(sippy, store);
  }
  return store;
}

/** The café's orders as they are now; drawn again with each change. */
export function useLiveOrders(till: Pick<Till, 'sippy' | 'cafe'>): OrderBook {
  const store = liveOrdersOf(till);
  return useSyncExternalStore(store.subscribe, store.book);
}
