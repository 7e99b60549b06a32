import { Order, OrderStatus, PaymentStatus } from '@sippy/proto/web/order/v1/order';
import { expect, test } from 'vitest';
import { addLine, continueOrder } from './cart.ts';
import { endedAs, startedAfresh } from './ended.ts';

const check = (facts: Partial<Order>) =>
  continueOrder(Order.fromPartial({ orderId: 'o', version: 1n, ...facts }), 'request');
const latte = { productId: 'latte', variantId: 'v', modifiers: [], quantity: 1, note: '', course: 0 };

test('a check that another till cancelled is over, whatever was put on it here meanwhile', () => {
  const cart = check({ status: OrderStatus.CANCELLED });
  expect(endedAs(cart)).toBe('cancelled');
  expect(endedAs(addLine(cart, latte, 'new'))).toBe('cancelled');
});

test('a check that is paid elsewhere is over unless something new is on it', () => {
  const cart = check({ status: OrderStatus.PENDING, paymentStatus: PaymentStatus.PAID });
  expect(endedAs(cart)).toBe('paid');
  expect(endedAs(addLine(cart, latte, 'new'))).toBeUndefined();
  expect(endedAs(check({ paymentStatus: PaymentStatus.PARTIALLY_PAID }))).toBeUndefined();
});

test('the sale after it has ids of its own and only what the check had not been told of', () => {
  const cart = addLine(check({ status: OrderStatus.CANCELLED, customerName: 'Ida' }), latte, 'new');
  expect(startedAfresh(cart, 'o2', 'r2')).toMatchObject({
    orderId: 'o2',
    requestId: 'r2',
    order: undefined,
    customerName: '',
    lines: [{ lineId: 'new', sent: false }],
  });
});
