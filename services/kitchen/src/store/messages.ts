import type { NewEvent } from '@sippy/kit/events';
import { type Ticket, type TicketLine, TicketStatus } from '@sippy/proto/kitchen/v1/kitchen';
import {
  type OrderProgress,
  TicketBumped,
  TicketClosed,
  TicketFired,
  TicketRecalled,
  TicketStarted,
} from '@sippy/proto/kitchen/v1/kitchen_event';
import { OrderKind } from '@sippy/proto/order/v1/order';
import type { ticket as TicketRow } from '../../gen/prisma/client.ts';
import {
  type Changed,
  heldOf,
  type KitchenLine,
  type KitchenOrder,
  type KitchenTicket,
  openOf,
  progressOf,
  type TicketChange,
  type TicketFact,
  withdrawnOf,
} from '../domain/kitchen.ts';
import { ticketOf } from './rows.ts';

const payloads = {
  'ticket.fired': TicketFired,
  'ticket.started': TicketStarted,
  'ticket.bumped': TicketBumped,
  'ticket.recalled': TicketRecalled,
  'ticket.closed': TicketClosed,
} as const satisfies Record<TicketFact, unknown>;

/** The events that tell of the changes of an order's tickets, with how far the order is then. */
export function ticketEvents({ order, changes }: Changed): NewEvent[] {
  const reopened = changes.some((change) => change.reopened);
  return changes.map((change) => ticketEvent(order, change, reopened));
}

function ticketEvent(order: KitchenOrder, { ticket, fact }: TicketChange, reopened: boolean): NewEvent {
  const { orderId, cafeId, organisationId } = order;
  const progress: OrderProgress = {
    orderId,
    version: order.progressVersion,
    ...progressOf(order),
    reopened,
  };
  const payload = payloads[fact].encode({ ticket: ticketMessage(order, ticket), progress }).finish();
  const aggregate = { type: 'ticket', id: ticket.ticketId, version: ticket.version };
  return { type: fact, aggregate, organisationId, cafeId, payload };
}

/** What a ticket shows of its order. */
type Head = Pick<KitchenOrder, 'orderId' | 'cafeId' | 'number' | 'kind' | 'table'>;

/** A ticket as the message. */
function ticketMessage(head: Head, ticket: KitchenTicket): Ticket {
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

/** A row as the message. */
export function rowMessage(row: TicketRow): Ticket {
  const {
    order_id: orderId,
    cafe_id: cafeId,
    order_number: number,
    order_kind: kind,
    table_name: table,
  } = row;
  return ticketMessage({ orderId, cafeId, number, kind, table }, ticketOf(row));
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
    categoryId: line.categoryId,
  };
}
