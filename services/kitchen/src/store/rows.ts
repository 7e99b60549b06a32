import type { kitchen_order as OrderRow, ticket as TicketRow } from '../../gen/prisma/client.ts';
import type {
  KitchenLine,
  KitchenModifier,
  KitchenOrder,
  KitchenTicket,
  OrderStatusName,
  TicketStatusName,
} from '../domain/kitchen.ts';
import type { TicketHead } from '../messages/answers.ts';

/** A line as the jsonb column has it; the view ticket_line shows a part of it. */
interface LineJson {
  line_id: string;
  product_id: string;
  product_name: string;
  variant_name: string;
  category_id: string;
  modifiers: readonly KitchenModifier[];
  note: string;
  course: number;
  ordered_quantity: number;
  fired_quantity: number;
  cancelled_quantity: number;
  made_quantity: number;
  seen_quantity: number;
  /** Missing, as `changed` is, on tickets from before there were such marks. */
  added_quantity?: number;
  changed?: boolean;
  undo: KitchenLine['undo'];
}

/** What the kitchen knows of an order, from its row and its tickets' rows. */
export function orderOf(row: OrderRow, tickets: readonly TicketRow[]): KitchenOrder {
  return {
    orderId: row.order_id,
    cafeId: row.cafe_id,
    organisationId: row.organisation_id,
    orderVersion: row.order_version,
    linesVersion: row.lines_version,
    status: row.status as OrderStatusName,
    number: row.number,
    kind: row.kind,
    table: row.table_name,
    firedCourse: row.fired_course,
    progressVersion: row.progress_version,
    tickets: tickets.map(ticketOf),
  };
}

/** A row to be written as JSON: its versions are numbers, so that it needs no replacer. */
type Written<Row> = { [K in keyof Row]: Row[K] extends bigint ? number : Row[K] };

/** The row of an order. */
export function orderRow(order: KitchenOrder): Written<OrderRow> {
  return {
    order_id: order.orderId,
    cafe_id: order.cafeId,
    organisation_id: order.organisationId,
    order_version: Number(order.orderVersion),
    lines_version: Number(order.linesVersion),
    status: order.status,
    number: order.number,
    kind: order.kind,
    table_name: order.table,
    fired_course: order.firedCourse,
    progress_version: Number(order.progressVersion),
  };
}

/** A ticket from its row. */
export function ticketOf(row: TicketRow): KitchenTicket {
  return {
    ticketId: row.ticket_id,
    stationId: row.station_id,
    status: row.status as TicketStatusName,
    recalled: row.recalled,
    undoRecalled: row.undo_recalled,
    lines: (row.lines as unknown as LineJson[]).map(lineOf),
    fireTime: row.fire_time,
    startTime: row.start_time,
    bumpTime: row.bump_time,
    updateTime: row.update_time,
    version: row.version,
  };
}

/** What a ticket shows of its order, from the ticket's row. */
export function headOf(row: TicketRow): TicketHead {
  return {
    orderId: row.order_id,
    cafeId: row.cafe_id,
    number: row.order_number,
    kind: row.order_kind,
    table: row.table_name,
  };
}

/** The row of a ticket. */
export function ticketRow(
  order: KitchenOrder,
  ticket: KitchenTicket,
): Written<Omit<TicketRow, 'lines'>> & { lines: object } {
  return {
    ticket_id: ticket.ticketId,
    cafe_id: order.cafeId,
    organisation_id: order.organisationId,
    station_id: ticket.stationId,
    order_id: order.orderId,
    order_number: order.number,
    order_kind: order.kind,
    table_name: order.table,
    status: ticket.status,
    recalled: ticket.recalled,
    undo_recalled: ticket.undoRecalled,
    lines: ticket.lines.map(lineJson),
    fire_time: ticket.fireTime,
    start_time: ticket.startTime,
    bump_time: ticket.bumpTime,
    update_time: ticket.updateTime,
    version: Number(ticket.version),
  };
}

function lineOf(line: LineJson): KitchenLine {
  return {
    lineId: line.line_id,
    productId: line.product_id,
    productName: line.product_name,
    variantName: line.variant_name,
    categoryId: line.category_id,
    modifiers: line.modifiers,
    note: line.note,
    course: line.course,
    ordered: line.ordered_quantity,
    fired: line.fired_quantity,
    cancelled: line.cancelled_quantity,
    made: line.made_quantity,
    seen: line.seen_quantity,
    added: line.added_quantity ?? 0,
    changed: line.changed ?? false,
    undo: line.undo && { ...line.undo, added: line.undo.added ?? 0, changed: line.undo.changed ?? false },
  };
}

function lineJson(line: KitchenLine): LineJson {
  return {
    line_id: line.lineId,
    product_id: line.productId,
    product_name: line.productName,
    variant_name: line.variantName,
    category_id: line.categoryId,
    modifiers: line.modifiers,
    note: line.note,
    course: line.course,
    ordered_quantity: line.ordered,
    fired_quantity: line.fired,
    cancelled_quantity: line.cancelled,
    made_quantity: line.made,
    seen_quantity: line.seen,
    added_quantity: line.added,
    changed: line.changed,
    undo: line.undo,
  };
}
