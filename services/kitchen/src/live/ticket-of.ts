import { decodePayload, type Event } from '@sippy/kit/events';
import type { Ticket } from '@sippy/proto/kitchen/v1/kitchen';
import { TicketFired } from '@sippy/proto/kitchen/v1/kitchen_event';

const decoded = new WeakMap<Event, Ticket | undefined>();

/** The ticket as a ticket event says it is then; undefined for other events. Decoded once for all streams. */
export function ticketOf(event: Event): Ticket | undefined {
  if (event.aggregateType !== 'ticket') return undefined;
  // All ticket events carry the ticket in the same field.
  if (!decoded.has(event)) decoded.set(event, decodePayload(event, TicketFired).ticket);
  return decoded.get(event);
}
