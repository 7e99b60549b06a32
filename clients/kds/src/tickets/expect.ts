/** What a ticket will look like once the server has done what was asked: shown at once, until the answer comes. */
import { type Ticket, type TicketLine, TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';

/** What was asked and is not answered. */
export type Asked =
  | { readonly kind: 'start' | 'bump' | 'recall'; readonly time: Date }
  | { readonly kind: 'fire'; readonly course: number; readonly time: Date }
  | { readonly kind: 'undo'; readonly before: Ticket };

/** The ticket as it will be. */
export function expected(ticket: Ticket, asked: Asked): Ticket {
  switch (asked.kind) {
    case 'start':
      return ticket.startTime ? ticket : { ...ticket, startTime: asked.time };
    case 'bump':
      return bumped(ticket, asked.time);
    case 'recall':
      return recalled(ticket);
    case 'fire':
      return fired(ticket, asked.course, asked.time);
    case 'undo':
      return ticket.status === asked.before.status ? ticket : { ...asked.before, version: ticket.version };
  }
}

function bumped(ticket: Ticket, time: Date): Ticket {
  if (ticket.status !== TicketStatus.OPEN && ticket.status !== TicketStatus.CANCELLED) return ticket;
  const lines = ticket.lines.map(
    (line): TicketLine => ({
      ...line,
      madeQuantity: line.madeQuantity + line.openQuantity,
      openQuantity: 0,
      withdrawnQuantity: 0,
      addedQuantity: 0,
      changed: false,
    }),
  );
  const held = lines.some(({ heldQuantity }) => heldQuantity > 0);
  const made = lines.some(({ madeQuantity }) => madeQuantity > 0);
  const status = held ? TicketStatus.HELD : made ? TicketStatus.BUMPED : TicketStatus.CLOSED;
  return { ...ticket, lines, status, recalled: false, bumpTime: time };
}

function recalled(ticket: Ticket): Ticket {
  if (ticket.status !== TicketStatus.BUMPED && ticket.status !== TicketStatus.HELD) return ticket;
  const lines = ticket.lines.map(
    (line): TicketLine => ({
      ...line,
      madeQuantity: 0,
      openQuantity: line.firedQuantity - line.cancelledQuantity,
    }),
  );
  const again = { lines, recalled: true, startTime: undefined, bumpTime: undefined };
  return { ...ticket, ...again, status: TicketStatus.OPEN };
}

function fired(ticket: Ticket, upTo: number, time: Date): Ticket {
  if (!ticket.lines.some(({ course, heldQuantity }) => course <= upTo && heldQuantity > 0)) return ticket;
  const lines = ticket.lines.map((line): TicketLine => {
    if (line.course > upTo) return line;
    return {
      ...line,
      firedQuantity: line.firedQuantity + line.heldQuantity,
      openQuantity: line.openQuantity + line.heldQuantity,
      heldQuantity: 0,
    };
  });
  const opens = ticket.status === TicketStatus.OPEN ? {} : { fireTime: time, startTime: undefined };
  return { ...ticket, ...opens, lines, status: TicketStatus.OPEN };
}
