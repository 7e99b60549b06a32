import type { Check } from '../check.ts';

interface PayableRow {
  key: string;
  paid: bigint;
  received: bigint;
  refunded: bigint;
  payment_paid: bigint;
  payment_received: bigint;
  payment_refunded: bigint;
  refund_settled: bigint;
  bad_cash: bigint;
}

const sums = `select a.order_id::text as key, a.paid, a.received, a.refunded,
    coalesce(p.paid, 0)::bigint as payment_paid, coalesce(p.received, 0)::bigint as payment_received,
    coalesce(p.refunded, 0)::bigint as payment_refunded, coalesce(r.settled, 0)::bigint as refund_settled,
    coalesce(p.bad_cash, 0)::bigint as bad_cash
  from payable a
  left join lateral (
    select sum(amount) filter (where status = 'CAPTURED') as paid, sum(captured) as received, sum(refunded) as refunded,
      count(*) filter (where tender = 'CASH' and tendered - change <> captured) as bad_cash
    from payment p where p.order_id = a.order_id) p on true
  left join lateral (
    select sum(r.amount) filter (where r.status = 'SETTLED') as settled from refund r
    join payment q using (payment_id) where q.order_id = a.order_id) r on true
  where a.order_id > $1 order by a.order_id limit $2`;

/** What an order's account says was taken and given back is what its payments, refunds and tenders say. */
export const paymentSums: Check = {
  name: 'payment-sums',
  rule: 'What was taken and given back for an order is the sum of its payments, refunds and tenders.',
  services: ['payment'],
  async *run(books, seen) {
    for await (const row of books.scan<PayableRow>('payment', sums)) {
      seen();
      const subject = `order ${row.key}`;
      if (row.paid !== row.payment_paid)
        yield { subject, problem: `its account says ${row.paid} are paid, its payments ${row.payment_paid}` };
      if (row.received !== row.payment_received)
        yield {
          subject,
          problem: `its account received ${row.received}, its payments took ${row.payment_received}`,
        };
      if (row.refunded !== row.payment_refunded || row.refunded !== row.refund_settled)
        yield {
          subject,
          problem: `${row.refunded} are given back, its refunds settled ${row.refund_settled}`,
        };
      if (row.bad_cash > 0n) yield { subject, problem: 'cash tendered less change is not what was taken' };
    }
  },
};
