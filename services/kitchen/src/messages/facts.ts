import type { NewEvent } from '@sippy/kit/events';
import {
  type OrderProgress,
  StationChanged,
  TicketBumped,
  TicketClosed,
  TicketFired,
  TicketRecalled,
  TicketStarted,
} from '@sippy/proto/kitchen/v1/kitchen_event';
import type { station as StationRow } from '../../gen/prisma/client.ts';
import {
  type Changed,
  type KitchenOrder,
  progressOf,
  type TicketChange,
  type TicketFact,
} from '../domain/kitchen.ts';
import { stationMessage, ticketMessage } from './answers.ts';

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

/** station.changed: a station as it is now, or as it was when it was deleted. */
export function stationChanged(row: StationRow, deleted: boolean): NewEvent {
  return {
    type: 'station.changed',
    aggregate: { type: 'station', id: row.station_id, version: row.version },
    organisationId: row.organisation_id,
    cafeId: row.cafe_id,
    payload: StationChanged.encode({ station: stationMessage(row), deleted }).finish(),
  };
}
