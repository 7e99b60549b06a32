/**
 * Sales in flight, kept in the browser from before their first call until somebody has seen how they ended. After a reload,
 * in another tab or without an answer they say what was asked under which request ids, so that it is asked again and never
 * done twice.
 */
import { keepAsText, readKept } from '../cart/keep.ts';
import type { Sale } from './sale.ts';

const prefix = 'sippy.sale.';

/** Keeps a sale as it is now. Throws if the browser has no room; then nothing may be sent. */
export function keepSale(sale: Sale, storage: Storage = localStorage): void {
  if (sale.stage === 'ready') forgetSale(sale.cart.orderId, storage);
  else storage.setItem(prefix + sale.cart.orderId, keepAsText(withoutSecrets(sale)));
}

/** Forgets a sale that has ended, or about which nothing was sent. */
export function forgetSale(orderId: string, storage: Storage = localStorage): void {
  storage.removeItem(prefix + orderId);
}

/** The kept sale of this order, if there is one. */
export function keptSale(orderId: string, storage: Storage = localStorage): Sale | undefined {
  return readSale(storage.getItem(prefix + orderId));
}

/** All kept sales of a café, the oldest first. */
export function keptSales(cafeId: string, storage: Storage = localStorage): Sale[] {
  return Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '')
    .filter((key) => key.startsWith(prefix))
    .flatMap((key) => readSale(storage.getItem(key)) ?? [])
    .filter((sale) => sale.cafeId === cafeId)
    .sort((a, b) => a.startedAt - b.startedAt);
}

function readSale(text: string | null): Sale | undefined {
  if (text === null) return undefined;
  try {
    const sale = readKept(text) as Sale | null;
    return sale?.stage && sale.cart?.orderId ? sale : undefined;
  } catch {
    return undefined;
  }
}

/** With a client secret a card payment could be confirmed by whoever reads this browser. */
function withoutSecrets(sale: Sale): Sale {
  const detail = sale.payment?.detail;
  if (!sale.payment || detail?.$case !== 'card') return sale;
  const card = { ...detail.value, clientSecret: '' };
  return { ...sale, payment: { ...sale.payment, detail: { $case: 'card', value: card } } };
}
