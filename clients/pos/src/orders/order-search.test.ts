import { Order, OrderStatus, PaymentStatus } from '@sippy/proto/web/order/v1/order';
import { expect, test } from 'vitest';
import { isIn, joined, matches, numberPrefix } from './order-search.ts';

const order = (change: Parameters<typeof Order.fromPartial>[0]) =>
  Order.fromPartial({ orderId: 'o', version: 1n, number: 'A17', ...change });

test('an order is found by number, name or table, whatever the case and the accents', () => {
  const jose = order({ customerName: 'José', table: 'Terrace 4' });
  for (const query of ['a17', '17', 'jose', 'JOSÉ', 'terrace', 'a17 jos', ''])
    expect(matches(jose, query)).toBe(true);
  for (const query of ['a18', 'maria', 'a17 maria']) expect(matches(jose, query)).toBe(false);
});

test('an open check is one that owes money and is not over', () => {
  const owing = { paymentStatus: PaymentStatus.UNPAID };
  expect(isIn('open', order({ ...owing, status: OrderStatus.CREATED }))).toBe(true);
  expect(isIn('open', order({ ...owing, status: OrderStatus.READY }))).toBe(true);
  expect(isIn('open', order({ ...owing, status: OrderStatus.CANCELLED }))).toBe(false);
  expect(isIn('open', order({ paymentStatus: PaymentStatus.PAID, status: OrderStatus.READY }))).toBe(false);
});

test('of an order that is in several lists the newest version is shown once, the latest order first', () => {
  const early = order({ orderId: 'e', takenTime: new Date(1) });
  const late = order({ orderId: 'l', takenTime: new Date(2), version: 2n });
  const stale = order({ orderId: 'l', takenTime: new Date(2), version: 1n });
  expect(joined([early, late], [stale])).toEqual([late, early]);
});

test('only what a number may begin with is asked of the server', () => {
  expect(numberPrefix(' a17 ')).toBe('A17');
  expect(numberPrefix('w')).toBe('W');
  expect(numberPrefix('maria')).toBe('');
  expect(numberPrefix('17')).toBe('');
});
