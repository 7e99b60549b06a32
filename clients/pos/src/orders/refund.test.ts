import { Order } from '@sippy/proto/web/order/v1/order';
import { Payment, PaymentStatus, RefundStatus } from '@sippy/proto/web/payment/v1/payment';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refundableLines, refundablePayments, worthOf } from './refund.ts';

const money = (minor: bigint) => ({ currencyCode: 'EUR', minor });
const lineOf = (lineId: string, quantity: number, total: bigint) => ({
  lineId,
  quantity,
  totalAmount: money(total),
});
const order = Order.fromPartial({
  lines: [lineOf('a', 3, 1000n), lineOf('b', 1, 250n), lineOf('free', 1, 0n)],
});

const refunded = (status: RefundStatus) =>
  Payment.fromPartial({
    status: PaymentStatus.CAPTURED,
    refundable: money(500n),
    refunds: [{ status, lines: [{ lineId: 'a', quantity: 2 }] }],
  });

test('units that are given back, or on their way, cannot be given back again; those that failed can', () => {
  const left = (status: RefundStatus) =>
    refundableLines(order, [refunded(status)]).map(({ line, left: units }) => [line.lineId, units]);
  expect(left(RefundStatus.SETTLED)).toEqual([
    ['a', 1],
    ['b', 1],
  ]);
  expect(left(RefundStatus.PENDING)).toEqual(left(RefundStatus.SETTLED));
  expect(left(RefundStatus.FAILED)).toEqual([
    ['a', 3],
    ['b', 1],
  ]);
});

test('only captured payments with something left are offered, the latest first', () => {
  const payment = (paymentId: string, status: PaymentStatus, left: bigint) =>
    Payment.fromPartial({ paymentId, status, refundable: money(left) });
  const payments = [
    payment('first', PaymentStatus.CAPTURED, 100n),
    payment('empty', PaymentStatus.CAPTURED, 0n),
    payment('declined', PaymentStatus.FAILED, 0n),
    payment('last', PaymentStatus.CAPTURED, 50n),
  ];
  expect(refundablePayments(payments).map(({ paymentId }) => paymentId)).toEqual(['last', 'first']);
});

test('units given back one by one come to exactly what the guest paid for the line', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.bigInt({ min: 1n, max: 100_000n }), (quantity, total) => {
      const one = Order.fromPartial({ lines: [lineOf('a', quantity, total)] });
      let sum = 0n;
      for (let done = 0; done < quantity; done++) {
        const payment = Payment.fromPartial({
          refunds: [{ status: RefundStatus.SETTLED, lines: [{ lineId: 'a', quantity: done }] }],
        });
        sum += worthOf(refundableLines(one, [payment]), new Map([['a', 1]]));
      }
      expect(sum).toBe(total);
    }),
  );
});
