import type { Database } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import type { Order } from '@sippy/proto/order/v1/order';
import { orderMessage } from '../messages/order-message.ts';
import { findOrders } from '../store/read-orders.ts';

/** Orders that are kept because several streams may ask for them; the oldest go first. */
const MAX_KEPT = 1000;

/** Reads orders that have just changed, once for all streams that follow them. */
export interface RecentOrders {
  /** The orders, each at this version or a newer one; those that do not exist are missing. */
  read(versions: ReadonlyMap<string, bigint>): Promise<Order[]>;
}

interface Batch {
  readonly ids: Set<string>;
  readonly done: Promise<void>;
}

/** Joins what streams ask for in one turn into one statement. */
export function recentOrders(db: Database): RecentOrders {
  const kept = new Map<string, Order>();
  let batch: Batch | undefined;

  const load = async (ids: Set<string>): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    batch = undefined;
    for (const order of await findOrders(db, serviceScope, [...ids])) {
      const known = kept.get(order.orderId);
      if (known && known.version >= order.version) continue;
      kept.delete(order.orderId);
      kept.set(order.orderId, orderMessage(order));
      if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value ?? '');
    }
  };

  const join = (missing: readonly string[]): Promise<void> => {
    if (!batch) {
      const ids = new Set<string>();
      batch = { ids, done: load(ids) };
    }
    for (const id of missing) batch.ids.add(id);
    return batch.done;
  };

  return {
    async read(versions) {
      const missing = [...versions]
        .filter(([id, version]) => (kept.get(id)?.version ?? 0n) < version)
        .map(([id]) => id);
      if (missing.length > 0) await join(missing);
      return [...versions.keys()].flatMap((id) => kept.get(id) ?? []);
    },
  };
}
