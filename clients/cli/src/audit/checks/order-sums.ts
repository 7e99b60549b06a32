import type { Check } from '../check.ts';

interface SumsRow {
  key: string;
  total: bigint;
  subtotal: bigint;
  line_total: bigint;
  line_amount: bigint;
  charge: bigint;
}

const sums = `select o.order_id::text as key, o.total, o.subtotal,
    coalesce(l.total, 0)::bigint as line_total, coalesce(l.amount, 0)::bigint as line_amount,
    coalesce((o.charge ->> 'total')::bigint, 0) as charge
  from "order" o
  left join lateral (select sum(total) as total, sum(amount) as amount from order_line l where l.order_id = o.order_id) l on true
  where o.order_id > $1 order by o.order_id limit $2`;

/** Lines, service charge and tax add up to the order's total, to the cent. */
export const orderSums: Check = {
  name: 'order-sums',
  rule: 'Lines, service charge and tax add up to the total of their order, to the cent.',
  services: ['order'],
  async *run(books, seen) {
    for await (const row of books.scan<SumsRow>('order', sums)) {
      seen();
      const subject = `order ${row.key}`;
      if (row.line_total + row.charge !== row.total)
        yield {
          subject,
          problem: `its lines and charge make ${row.line_total + row.charge}, its total is ${row.total}`,
        };
      if (row.line_amount !== row.subtotal)
        yield { subject, problem: `its lines make ${row.line_amount}, its subtotal is ${row.subtotal}` };
    }
  },
};
