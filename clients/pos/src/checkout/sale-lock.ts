/** One tab drives a sale: others wait until it lets go. */

const prefix = 'sippy.sale.';

/**
 * Holds a sale from when no other tab does. Calls `held` once it is this tab's; returns what lets go. Where the browser has
 * no locks it is held at once: the server never sells twice, whoever asks.
 */
export function holdSale(orderId: string, held: () => void, onWaiting?: () => void): () => void {
  const locks: LockManager | undefined = navigator.locks;
  if (!locks) {
    held();
    return () => {};
  }
  const ended = new AbortController();
  const whileHeld = () =>
    new Promise<void>((resolve) => {
      ended.signal.addEventListener('abort', () => resolve(), { once: true });
      if (ended.signal.aborted) resolve();
      else held();
    });
  const name = prefix + orderId;
  void locks
    .request(name, { ifAvailable: true }, (lock) => {
      if (lock) return whileHeld();
      onWaiting?.();
      return locks.request(name, { signal: ended.signal }, whileHeld);
    })
    .catch(() => {});
  return () => ended.abort();
}

/** Ids of the orders whose sales some tab drives now. */
export async function heldSales(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
}
