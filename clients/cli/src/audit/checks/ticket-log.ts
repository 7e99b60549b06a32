import type { Ticket } from '@sippy/proto/web/kitchen/v1/kitchen';
import { type Check, differs, type Finding, judge } from '../check.ts';
import { bareName, ticketFacts } from '../facts.ts';
import { newestEvents } from '../newest-events.ts';
import { sideBySide } from '../side-by-side.ts';

interface TicketRow {
  key: string;
  head: string;
  lines: string;
}

const rows = `select ticket_id::text as key,
    concat_ws(' ', version, status, recalled, order_id, station_id, cafe_id, order_number, order_kind, table_name) as head,
    coalesce((select string_agg(concat_ws(' ', line_id, product_id, category_id, course, ordered_quantity, fired_quantity,
      cancelled_quantity, made_quantity), ', ' order by line_id)
      from jsonb_to_recordset(lines) as l (line_id uuid, product_id uuid, category_id uuid, course integer,
        ordered_quantity integer, fired_quantity integer, cancelled_quantity integer, made_quantity integer)), '') as lines
  from ticket order by ticket_id`;

/** Every ticket is what its newest event says, so that displays and the order service know it as it is. */
export const ticketLog: Check = {
  name: 'ticket-log',
  rule: 'Every kitchen ticket is what the newest of its events says: state and every line.',
  async *run(books): AsyncGenerator<Finding> {
    const both = sideBySide(
      books.pages<TicketRow>('kitchen', rows),
      newestEvents(books, 'kitchen', ticketFacts),
    );
    for await (const { key, left: row, right: event } of both) {
      const subject = `ticket ${key}`;
      const ticket = event?.payload.ticket;
      if (!row) yield { subject, problem: `is gone, and ${event?.type} tells of it` };
      else if (!ticket) yield { subject, problem: 'has no event' };
      else
        yield judge(subject, [
          differs('is', row.head, headOf(ticket)),
          differs('asks for', row.lines, linesOf(ticket)),
        ]);
    }
  },
};

function headOf(ticket: Ticket): string {
  return [
    ...[ticket.version, bareName(ticket.status), ticket.recalled ? 't' : 'f', ticket.orderId],
    ...[ticket.stationId, ticket.cafeId, ticket.orderNumber, bareName(ticket.orderKind)],
    ticket.tableName,
  ].join(' ');
}

function linesOf({ lines }: Ticket): string {
  return lines
    .map((line) =>
      [
        ...[line.lineId, line.productId, line.categoryId, line.course, line.orderedQuantity],
        ...[line.firedQuantity, line.cancelledQuantity, line.madeQuantity],
      ].join(' '),
    )
    .sort()
    .join(', ');
}
