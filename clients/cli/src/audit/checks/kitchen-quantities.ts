import { grace } from '../books.ts';
import { type Check, type Finding, judge } from '../check.ts';
import { sideBySide } from '../side-by-side.ts';

interface LineRow {
  key: string;
  settled: boolean;
  quantity: bigint;
}

interface TicketRow {
  key: string;
  /** Sent to the stations and not taken back. */
  fired: bigint;
  /** On tickets, and waiting for its course. */
  held: bigint;
  tickets: bigint;
}

/** Only what was sent to the kitchen is made, and nothing of an order that is cancelled. */
const ordered = `select l.order_id || ' ' || l.line_id as key, o.update_time < ${grace} as settled,
    case when o.status in ('CREATED', 'CANCELLED') then 0 else l.quantity end::bigint as quantity
  from order_line l join "order" o using (order_id) where l.needs_preparation order by l.order_id, l.line_id`;

const ticketed = `select l.order_id || ' ' || l.line_id as key, sum(l.fired_quantity - l.cancelled_quantity)::bigint as fired,
    sum(case when l.course > o.fired_course then greatest(0, l.ordered_quantity - l.fired_quantity + l.cancelled_quantity) else 0 end)::bigint as held,
    count(distinct l.ticket_id) as tickets
  from ticket_line l join kitchen_order o using (order_id) group by l.order_id, l.line_id order by l.order_id, l.line_id`;

/** The kitchen was told to make what the guests get, no more and no less. */
export const kitchenQuantities: Check = {
  name: 'kitchen-quantities',
  rule: 'Each line that needs preparation is at one station, in the quantity that the guest gets, fired or waiting for its course.',
  async *run(books): AsyncGenerator<Finding> {
    const both = sideBySide(
      books.pages<LineRow>('order', ordered),
      books.pages<TicketRow>('kitchen', ticketed),
    );
    for await (const { key, left: line, right: ticket } of both) {
      const [orderId, lineId] = key.split(' ');
      if (line?.settled === false) {
        yield 'young';
        continue;
      }
      const quantity = line?.quantity ?? 0n;
      const made = (ticket?.fired ?? 0n) + (ticket?.held ?? 0n);
      yield judge(`order ${orderId}`, [
        made !== quantity && `line ${lineId}: ${quantity} to be prepared, ${made} on tickets`,
        ticket !== undefined && ticket.tickets > 1n && `line ${lineId} is on ${ticket.tickets} tickets`,
      ]);
    }
  },
};
