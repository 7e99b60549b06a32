import type { Database } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import type { Order } from '@sippy/proto/order/v1/order';
import { LRUCache } from 'lru-cache';
import { orderMessage } from '../messages/answers.ts';
import { findOrders } from '../store/read-orders.ts';

/** Orders that are kept because other streams may ask for them a moment later; the least recently used go first. */
const MAX_KEPT = 500;

/** Reads orders that have just changed, once for all streams that follow them. */
export interface RecentOrders {
  /** The orders, each at this version or a newer one; those that do not exist are missing. */
  read(versions: ReadonlyMap<string, bigint>): Promise<Order[]>;
}

type Loaded = ReadonlyMap<string, Order>;

interface Batch {
  readonly ids: Set<string>;
  readonly loaded: Promise<Loaded>;
}

/** Joins what streams ask for in one turn into one statement. */
export function recentOrders(db: Database): RecentOrders {
  const kept = new LRUCache<string, Order>({ max: MAX_KEPT });
  let batch: Batch | undefined;

  const load = async (ids: ReadonlySet<string>): Promise<Loaded> => {
    await new Promise((resolve) => setImmediate(resolve));
    batch = undefined;
    const loaded = new Map<string, Order>();
    for (const row of await findOrders(db, serviceScope, [...ids])) {
      const known = kept.peek(row.orderId);
      const order = known && known.version >= row.version ? known : orderMessage(row);
      loaded.set(order.orderId, order);
      if (order !== known) kept.set(order.orderId, order);
    }
    return loaded;
  };

  const join = (missing: readonly string[]): Promise<Loaded> => {
    if (!batch) {
      const ids = new Set<string>();
      batch = { ids, loaded: load(ids) };
    }
    for (const id of missing) batch.ids.add(id);
    return batch.loaded;
  };

  return {
    async read(versions) {
      const found = new Map<string, Order>();
      for (const [id, version] of versions) {
        const known = kept.get(id);
        if (known && known.version >= version) found.set(id, known);
      }
      const missing = [...versions.keys()].filter((id) => !found.has(id));
      const loaded = missing.length > 0 ? await join(missing) : undefined;
      return [...versions.keys()].flatMap((id) => found.get(id) ?? loaded?.get(id) ?? []);
    },
  };
}
