import type { Check } from '../check.ts';

/** No payment, refund or hold is left half-done for longer than its lease. */
export const openMoney: Check = {
  name: 'open-money',
  rule: 'No payment, refund or hold is under way for longer than ten minutes.',
  services: ['order', 'payment'],
  async *run(books, seen) {
    const payments = await books.rows<{ payment_id: string; status: string }>(
      'payment',
      `select payment_id::text, status from payment
       where (status = 'UNKNOWN' or step is not null) and update_time < now() - interval '10 minutes'
       order by payment_id limit 100`,
    );
    const refunds = await books.rows<{ refund_id: string }>(
      'payment',
      `select refund_id::text from refund where status = 'PENDING' and update_time < now() - interval '10 minutes'
       order by refund_id limit 100`,
    );
    const holds = await books.rows<{ order_id: string }>(
      'order',
      `select order_id::text from "order" where held_until < now() - interval '10 minutes' order by order_id limit 100`,
    );
    seen();
    for (const { payment_id, status } of payments)
      yield { subject: `payment ${payment_id}`, problem: `is still ${status}` };
    for (const { refund_id } of refunds)
      yield { subject: `refund ${refund_id}`, problem: 'is still under way' };
    for (const { order_id } of holds)
      yield { subject: `order ${order_id}`, problem: 'is held by a payment that has ended' };
  },
};
