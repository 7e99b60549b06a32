import { decodePayload, type Event } from '@sippy/kit/events';
import type { Ticket } from '@sippy/proto/kitchen/v1/kitchen';
import {
  TicketBumped,
  TicketClosed,
  TicketFired,
  TicketRecalled,
  TicketStarted,
} from '@sippy/proto/kitchen/v1/kitchen_event';

interface Codec {
  decode(bytes: Uint8Array): { ticket: Ticket | undefined };
  encode(message: never): { finish(): Uint8Array };
}

const payloads: Readonly<Record<string, Codec>> = {
  'ticket.fired': TicketFired,
  'ticket.started': TicketStarted,
  'ticket.bumped': TicketBumped,
  'ticket.recalled': TicketRecalled,
  'ticket.closed': TicketClosed,
};

/** The payload of a ticket's event without the notes of its lines; undefined where it has none. */
export function withoutNotes(event: Event): Uint8Array | undefined {
  const codec = payloads[event.type];
  if (!codec) return undefined;
  const told = decodePayload(event, codec);
  if (!told.ticket?.lines.some(({ note }) => note !== '')) return undefined;
  const lines = told.ticket.lines.map((line) => ({ ...line, note: '' }));
  return codec.encode({ ...told, ticket: { ...told.ticket, lines } } as never).finish();
}
