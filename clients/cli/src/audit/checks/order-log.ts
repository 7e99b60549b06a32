import type { OrderState } from '@sippy/proto/web/order/v1/order_event';
import { type Check, differs, type Finding, judge } from '../check.ts';
import { bareName, orderFacts } from '../facts.ts';
import { newestEvents } from '../newest-events.ts';
import { sideBySide } from '../side-by-side.ts';

interface OrderRow {
  key: string;
  head: string;
  money: string;
  lines: string | null;
  is_open: boolean;
}

const rows = `select order_id::text as key, is_open,
    concat_ws(' ', version, lines_version, status, payment_status, kind, channel, number, business_day, cafe_id,
      organisation_id, coalesce(customer_id::text, '-'), placed_by_id, table_name) as head,
    concat_ws(' ', currency, subtotal, discount, service_charge, tax_included, tax_added, total, paid, refunded) as money,
    lines
  from "order" left join (
    select order_id, string_agg(concat_ws(' ', line_id, product_id, variant_id, category_id, quantity, comped_quantity,
      voided_quantity, needs_preparation, coalesce((detail ->> 'course')::integer, 0), amount, discount, net, tax, total,
      detail ->> 'note'), E'\\n' order by line_id) as lines
    from order_line group by order_id) l using (order_id)
  order by order_id`;

/** Every order is what its newest event says, so that whoever follows the events knows it as it is. */
export const orderLog: Check = {
  name: 'order-log',
  rule: 'Every order is what the newest of its events says: state, money and every line.',
  async *run(books): AsyncGenerator<Finding> {
    const both = sideBySide(books.pages<OrderRow>('order', rows), newestEvents(books, 'order', orderFacts));
    for await (const { key, left: row, right: event } of both) {
      const subject = `order ${key}`;
      const state = event?.payload.order;
      if (!row) yield { subject, problem: `is gone, and ${event?.type} tells of it` };
      else if (!state) yield { subject, problem: 'has no event' };
      else
        yield judge(subject, [
          differs('is', row.head, headOf(state)),
          differs('amounts to', row.money, moneyOf(state)),
          (row.lines ?? '') !== linesOf(state) && 'its lines are not those of its newest event',
          row.is_open === isOver(state) && `counts as ${row.is_open ? 'open' : 'closed'}, and is not`,
        ]);
    }
  },
};

function headOf(state: OrderState): string {
  return [
    ...[
      state.version,
      state.linesVersion,
      bareName(state.status),
      bareName(state.paymentStatus),
      bareName(state.kind),
    ],
    ...[bareName(state.channel), state.number, state.businessDay, state.cafeId, state.organisationId],
    ...[state.customerId || '-', state.placedById, state.table],
  ].join(' ');
}

function moneyOf({ totals }: OrderState): string {
  const { subtotal, discount, serviceCharge, taxIncluded, taxAdded, total, paid, refunded } = totals ?? {};
  const amounts = [subtotal, discount, serviceCharge, taxIncluded, taxAdded, total, paid, refunded];
  return [total?.currencyCode, ...amounts.map((amount) => amount?.minor)].join(' ');
}

function linesOf({ lines }: OrderState): string {
  return lines
    .map((line) =>
      [
        ...[line.lineId, line.productId, line.variantId, line.categoryId, line.quantity, line.compedQuantity],
        ...[line.voidedQuantity, line.needsPreparation ? 't' : 'f', line.course, line.amount?.minor],
        ...[
          line.discountAmount?.minor,
          line.netAmount?.minor,
          line.taxAmount?.minor,
          line.totalAmount?.minor,
        ],
        ...(line.note ? [line.note] : []),
      ].join(' '),
    )
    .sort()
    .join('\n');
}

function isOver({ status }: OrderState): boolean {
  return bareName(status) === 'COMPLETED' || bareName(status) === 'CANCELLED';
}
