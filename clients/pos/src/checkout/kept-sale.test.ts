import { Order } from '@sippy/proto/web/order/v1/order';
import { Payment } from '@sippy/proto/web/payment/v1/payment';
import { expect, test } from 'vitest';
import { emptyCart } from '../cart/cart.ts';
import { forgetSale, keepSale, keptSale, keptSales } from './kept-sale.ts';
import { newSale, type Sale } from './sale.ts';

/** What a browser keeps, in memory. */
function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => void kept.set(key, text),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

const sale = (orderId: string, change: Partial<Sale> = {}): Sale => ({
  ...newSale({
    cafeId: 'cafe',
    staffId: 'staff',
    cart: emptyCart(orderId, `place-${orderId}`),
    shownTotal: 475n,
    startedAt: 1,
  }),
  stage: 'cash',
  ...change,
});

test('a kept sale comes back with its request ids, amounts and times as they were', () => {
  const storage = memory();
  const order = Order.fromPartial({
    orderId: 'a',
    version: 7n,
    takenTime: new Date('2026-11-21T08:14:07Z'),
    totals: { total: { currencyCode: 'EUR', minor: 475n } },
  });
  const pay = {
    requestId: 'pay-1',
    intent: { tender: 'cash', tendered: 2_000n },
    orderVersion: 7n,
    due: 475n,
    startedAt: 2,
  } as const;
  const kept = sale('a', { order, pay });
  keepSale(kept, storage);
  expect(keptSale('a', storage)).toEqual(kept);
});

test('no client secret of a card payment is kept', () => {
  const storage = memory();
  const payment = Payment.fromPartial({
    paymentId: 'p',
    detail: { $case: 'card', value: { clientSecret: 'pi_1_secret_2', last4: '4242' } },
  });
  keepSale(sale('a', { stage: 'action', payment }), storage);
  expect(storage.getItem('sippy.sale.a')).not.toContain('secret_2');
  expect(keptSale('a', storage)?.payment?.detail).toMatchObject({ value: { last4: '4242' } });
});

test('a sale about which nothing was sent is not kept', () => {
  const storage = memory();
  keepSale(sale('a'), storage);
  keepSale(sale('a', { stage: 'ready' }), storage);
  expect(keptSale('a', storage)).toBeUndefined();
});

test('kept sales of the café come back oldest first; others, ended ones and unreadable ones do not', () => {
  const storage = memory();
  keepSale(sale('b', { startedAt: 20 }), storage);
  keepSale(sale('a', { startedAt: 10 }), storage);
  keepSale(sale('c', { cafeId: 'elsewhere' }), storage);
  keepSale(sale('d'), storage);
  forgetSale('d', storage);
  storage.setItem('sippy.sale.e', '{"stage":');
  storage.setItem('sippy.cart', '{}');
  expect(keptSales('cafe', storage).map(({ cart }) => cart.orderId)).toEqual(['a', 'b']);
});
