import {
  type AllDayItem,
  type PrepTime,
  type Station,
  type Ticket,
  type TicketLine,
  TicketStatus,
} from '@sippy/proto/kitchen/v1/kitchen';
import { OrderKind } from '@sippy/proto/type/v1/order_kind';
import type { station as StationRow } from '../../gen/prisma/client.ts';
import {
  heldOf,
  type KitchenLine,
  type KitchenOrder,
  type KitchenTicket,
  openOf,
  withdrawnOf,
} from '../domain/kitchen.ts';
import type { PrepTimeRow } from '../store/prep-times.ts';
import type { AllDayRow } from '../store/tickets.ts';

/** What a ticket shows of its order. */
export type TicketHead = Pick<KitchenOrder, 'orderId' | 'cafeId' | 'number' | 'kind' | 'table'>;

/** A ticket as answers and events show it. */
export function ticketMessage(head: TicketHead, ticket: KitchenTicket): Ticket {
  return {
    ticketId: ticket.ticketId,
    cafeId: head.cafeId,
    stationId: ticket.stationId,
    orderId: head.orderId,
    orderNumber: head.number,
    orderKind: OrderKind[head.kind as keyof typeof OrderKind] ?? OrderKind.UNSPECIFIED,
    status: TicketStatus[ticket.status],
    recalled: ticket.recalled,
    lines: ticket.lines.map((line) => lineMessage(ticket, line)),
    fireTime: ticket.fireTime ?? undefined,
    startTime: ticket.startTime ?? undefined,
    bumpTime: ticket.bumpTime ?? undefined,
    version: ticket.version,
    tableName: head.table,
    updateTime: ticket.updateTime,
  };
}

function lineMessage(ticket: KitchenTicket, line: KitchenLine): TicketLine {
  return {
    lineId: line.lineId,
    productId: line.productId,
    productName: line.productName,
    variantName: line.variantName,
    modifiers: line.modifiers.map(({ name, quantity }) => ({ name, quantity })),
    note: line.note,
    course: line.course,
    orderedQuantity: line.ordered,
    firedQuantity: line.fired,
    cancelledQuantity: line.cancelled,
    madeQuantity: line.made,
    openQuantity: ticket.status === 'CLOSED' ? 0 : openOf(line),
    withdrawnQuantity: withdrawnOf(line),
    heldQuantity: ticket.status === 'CLOSED' ? 0 : heldOf(line),
    addedQuantity: ticket.status === 'CLOSED' ? 0 : line.added,
    changed: line.changed,
    categoryId: line.categoryId,
  };
}

/** A station as answers and events show it. */
export function stationMessage(row: StationRow): Station {
  return {
    stationId: row.station_id,
    cafeId: row.cafe_id,
    name: row.name,
    categoryIds: row.category_ids,
    isDefault: row.is_default,
    position: row.position,
    version: row.version,
  };
}

/** How many of one thing are still to be made. */
export function allDayItem(row: AllDayRow): AllDayItem {
  return {
    productId: row.product_id,
    productName: row.product_name,
    variantName: row.variant_name,
    modifiers: row.modifiers,
    quantity: row.quantity,
  };
}

/** How long things took at a station, in whole seconds: of one category, or of all where none is named. */
export function prepTimeMessage(row: PrepTimeRow): PrepTime {
  return {
    stationId: row.station_id,
    categoryId: row.category_id ?? '',
    ticketCount: row.ticket_count,
    p50Seconds: Math.round(row.p50),
    p90Seconds: Math.round(row.p90),
  };
}
