import { LRUCache } from 'lru-cache';
import type { Order } from '../domain/order.ts';

/** Orders that are kept because they are asked for again a moment later; the least recently used go first. */
const MAX_KEPT = 1000;
/** How long; far too short for PostgreSQL to number two transactions alike. */
const KEPT_MS = 60_000;

/**
 * Orders as this process wrote or read them. Nothing is believed of them: an order counts only while the database says that
 * its row is still of the transaction (`xmin`) that it was kept with. Its lines are never written without its row, so then
 * they are what they were, too. What was kept of a transaction that came to nothing is never found.
 */
export interface KnownOrders {
  keep(order: Order, xmin: string): void;
  /** Whether it is worth asking of which transaction the row is. */
  has(orderId: string): boolean;
  /** The order, if it was kept with this transaction. */
  at(orderId: string, xmin: string): Order | undefined;
}

/** Keeps nothing yet. */
export function knownOrders(): KnownOrders {
  const kept = new LRUCache<string, { order: Order; xmin: string }>({ max: MAX_KEPT, ttl: KEPT_MS });
  return {
    keep: (order, xmin) => void kept.set(order.orderId, { order, xmin }),
    has: (orderId) => kept.has(orderId),
    at(orderId, xmin) {
      const known = kept.get(orderId);
      return known?.xmin === xmin ? known.order : undefined;
    },
  };
}
