/** The orders that a stream has told of. Pure. */
import type { Order } from '@sippy/proto/web/order/v1/order';
import type { WatchOrdersResponse } from '@sippy/proto/web/order/v1/order_service';

/** What is known of a café's orders. */
export interface OrderBook {
  /** By their id, each at the newest version that was told. */
  readonly orders: ReadonlyMap<string, Order>;
  /** Since when the stream is silent, so that what is shown may be out of date; undefined while it is live. */
  readonly staleSince: Date | undefined;
  /** Everything that there was at the beginning has come. */
  readonly isComplete: boolean;
  /** Why the stream ended for good; undefined while it is followed. */
  readonly error?: unknown;
}

/** Nothing is known yet. */
export const emptyBook: OrderBook = { orders: new Map(), staleSince: undefined, isComplete: false };

/** The book after a message. One that says nothing new leaves it as it is. */
export function hear(book: OrderBook, { event }: Pick<WatchOrdersResponse, 'sequence' | 'event'>): OrderBook {
  switch (event?.$case) {
    case 'order': {
      const known = book.orders.get(event.value.orderId);
      if (known && known.version >= event.value.version) return book;
      return { ...book, orders: new Map(book.orders).set(event.value.orderId, event.value) };
    }
    // What is known stays in sight until all has come anew; versions tell old from new.
    case 'reset':
      return book.isComplete ? { ...book, isComplete: false } : book;
    case 'heartbeat':
      return book.isComplete ? book : { ...book, isComplete: true };
    default:
      return book;
  }
}

/** The newest of both for each order: a list that was read, and what the stream has told since. */
export function newest(listed: readonly Order[], book: OrderBook): Order[] {
  return listed.map((order) => {
    const told = book.orders.get(order.orderId);
    return told && told.version > order.version ? told : order;
  });
}
