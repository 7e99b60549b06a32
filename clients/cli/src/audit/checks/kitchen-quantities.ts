import { sideBySide } from '../books.ts';
import type { Check } from '../check.ts';

interface QuantityRow {
  key: string;
  quantity: bigint;
}

const ordered = `select o.order_id::text as key,
    coalesce(sum(l.quantity) filter (where l.needs_preparation and o.fire_time is not null and o.status <> 'CANCELLED'), 0)::bigint as quantity
  from "order" o left join order_line l using (order_id)
  where o.order_id in (select order_id from "order" where order_id > $1 order by order_id limit $2)
  group by o.order_id order by o.order_id`;

const ticketed = `select order_id::text as key,
    coalesce(sum(ordered_quantity - cancelled_quantity) filter (where ticket_status <> 'CANCELLED'), 0)::bigint as quantity
  from ticket_line where order_id in
    (select distinct order_id from ticket where order_id > $1 order by order_id limit $2)
  group by order_id order by order_id`;

/** The kitchen was told to make what the guests get, no more and no less. */
export const kitchenQuantities: Check = {
  name: 'kitchen-quantities',
  rule: 'The quantities on kitchen tickets are those of the lines that need preparation.',
  services: ['order', 'kitchen'],
  async *run(books, seen) {
    const both = sideBySide(
      books.scan<QuantityRow>('order', ordered),
      books.scan<QuantityRow>('kitchen', ticketed),
    );
    for await (const { key, left, right } of both) {
      seen();
      if ((left?.quantity ?? 0n) !== (right?.quantity ?? 0n))
        yield {
          subject: `order ${key}`,
          problem: `${left?.quantity ?? 0n} to be prepared, ${right?.quantity ?? 0n} on tickets`,
        };
    }
  },
};
