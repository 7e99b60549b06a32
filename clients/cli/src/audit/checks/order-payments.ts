import { sideBySide } from '../books.ts';
import type { Check } from '../check.ts';

interface OrderRow {
  key: string;
  status: string;
  payment_status: string;
  total: bigint;
  paid: bigint;
  refunded: bigint;
}

interface PaymentRow {
  key: string;
  paid: bigint;
  refunded: bigint;
}

const orders = `select order_id::text as key, status, payment_status, total, paid, refunded
  from "order" where order_id > $1 order by order_id limit $2`;

const payments = `select order_id::text as key, sum(case when status = 'CAPTURED' then amount else 0 end)::bigint as paid,
    sum(refunded)::bigint as refunded
  from payment where order_id > $1 and order_id in
    (select distinct order_id from payment where order_id > $1 order by order_id limit $2)
  group by order_id order by order_id`;

/** Every order has the payments that its status claims, and every payment has its order. */
export const orderPayments: Check = {
  name: 'order-payments',
  rule: 'Every order has the payments that its status claims, and every payment has its order.',
  services: ['order', 'payment'],
  async *run(books, seen) {
    const both = sideBySide(
      books.scan<OrderRow>('order', orders),
      books.scan<PaymentRow>('payment', payments),
    );
    for await (const { key, left: order, right: payment } of both) {
      seen();
      if (!order) {
        yield { subject: `order ${key}`, problem: `has payments of ${payment?.paid} but does not exist` };
        continue;
      }
      const paid = payment?.paid ?? 0n;
      if (paid !== order.paid)
        yield { subject: `order ${key}`, problem: `says ${order.paid} are paid, its payments took ${paid}` };
      if (order.status === 'COMPLETED' && paid < order.total)
        yield { subject: `order ${key}`, problem: `is completed, but ${paid} of ${order.total} were taken` };
      const expected = claim(order);
      if (order.payment_status !== expected && order.payment_status !== 'AUTHORIZED')
        yield {
          subject: `order ${key}`,
          problem: `is ${order.payment_status}, but its money says ${expected}`,
        };
    }
  },
};

/** What an order's payment status must be by its own money. */
function claim({ total, paid, refunded }: OrderRow): string {
  if (paid === 0n && total > 0n) return 'UNPAID';
  if (refunded > 0n) return refunded >= paid ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  if (paid >= total) return 'PAID';
  return 'PARTIALLY_PAID';
}
