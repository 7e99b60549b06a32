import { Order } from '@sippy/proto/web/order/v1/order';
import { Payment, PaymentStatus, RefundStatus } from '@sippy/proto/web/payment/v1/payment';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timelineOf } from './timeline.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 8, minute));
const money = (minor: bigint) => ({ currencyCode: 'EUR', minor });

const order = Order.fromPartial({
  takenTime: at(0),
  fireTime: at(2),
  readyTime: at(9),
  completeTime: at(10),
});

const paid = Payment.fromPartial({
  paymentId: 'p2',
  status: PaymentStatus.CAPTURED,
  paymentTime: at(2),
  total: money(475n),
  refunds: [
    {
      refundId: 'r1',
      status: RefundStatus.SETTLED,
      amount: money(200n),
      createTime: at(15),
      settleTime: at(16),
      reason: 'cold',
    },
    { refundId: 'r2', status: RefundStatus.FAILED, amount: money(100n), createTime: at(12), reason: 'late' },
  ],
});
const declined = Payment.fromPartial({ paymentId: 'p1', status: PaymentStatus.FAILED, updateTime: at(1) });

test('an order tells what happened to it, its payments and refunds, the first first', () => {
  const told = timelineOf(order, [paid, declined]).map(({ what, at: when }) => [what, when.getUTCMinutes()]);
  expect(told).toEqual([
    ['taken', 0],
    ['declined', 1],
    ['paid', 2],
    ['fired', 2],
    ['ready', 9],
    ['completed', 10],
    ['refundFailed', 12],
    ['refunded', 16],
  ]);
});

test('what has not happened is not told', () => {
  expect(timelineOf(Order.fromPartial({ takenTime: at(0) }), []).map(({ what }) => what)).toEqual(['taken']);
});

test('a refund carries its amount and its reason', () => {
  const refund = timelineOf(order, [paid]).find(({ what }) => what === 'refunded');
  expect(refund).toMatchObject({ amount: money(200n), note: 'cold', payment: { paymentId: 'p2' } });
});

test('whatever the order in which payments are listed, the timeline is the same', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([paid, declined], { minLength: 2 }), (payments) => {
      expect(timelineOf(order, payments)).toEqual(timelineOf(order, [paid, declined]));
    }),
  );
});
