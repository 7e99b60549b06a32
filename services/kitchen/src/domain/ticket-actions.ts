import { notFound, type Refusal, refuse } from '@sippy/kit/refusal';
import { changeLines } from './change-lines.ts';
import {
  type Changed,
  heldOf,
  type KitchenLine,
  type KitchenOrder,
  type KitchenTicket,
  netOf,
  openOf,
  sumOf,
  type TicketChange,
  type TicketStatusName,
  withChanges,
} from './kitchen.ts';

/** Somebody begins to make what is on a ticket. Refuses unless it is OPEN. */
export function start(order: KitchenOrder, ticketId: string, time: Date): Changed {
  const ticket = ticketOf(order, ticketId);
  if (ticket.status !== 'OPEN') throw wrongStatus(ticket, 'started', ['OPEN']);
  if (ticket.startTime !== null) return { order, changes: [] };
  return withChanges(order, [
    { ticket: next(ticket, time, { startTime: time }), fact: 'ticket.started', reopened: false },
  ]);
}

/** Everything on a ticket is made; on a cancelled one, the cancellation is seen. Refuses unless OPEN or CANCELLED. */
export function bump(order: KitchenOrder, ticketId: string, time: Date): Changed {
  const ticket = ticketOf(order, ticketId);
  if (ticket.status !== 'OPEN' && ticket.status !== 'CANCELLED') {
    throw wrongStatus(ticket, 'bumped', ['OPEN', 'CANCELLED']);
  }
  return withChanges(order, [bumped(ticket, time)]);
}

/** Bumps every open and cancelled ticket of an order. Refuses if there is none. */
export function bumpAll(order: KitchenOrder, time: Date): Changed {
  const tickets = order.tickets.filter(({ status }) => status === 'OPEN' || status === 'CANCELLED');
  if (tickets.length === 0) {
    throw refuse('FAILED_PRECONDITION', 'WRONG_TICKET_STATUS', 'The order has no ticket that is open.');
  }
  return withChanges(
    order,
    tickets.map((ticket) => bumped(ticket, time)),
  );
}

/** Brings a bumped ticket back; `lineIds` names the lines to make again, none means all. Refuses unless it is done. */
export function recall(
  order: KitchenOrder,
  ticketId: string,
  lineIds: readonly string[],
  time: Date,
): Changed {
  const ticket = ticketOf(order, ticketId);
  const strange = lineIds.find((id) => !ticket.lines.some((line) => line.lineId === id));
  if (strange !== undefined) {
    throw refuse('INVALID_ARGUMENT', 'UNKNOWN_LINE', `The ticket has no line ${strange}.`, {
      fields: [{ field: 'line_ids', description: `the ticket has no line ${strange}` }],
    });
  }
  const change =
    ticket.status === 'BUMPED' || ticket.status === 'HELD' ? recalled(ticket, lineIds, time) : undefined;
  if (!change) throw wrongStatus(ticket, 'recalled', ['BUMPED']);
  return withChanges(order, [change]);
}

/** A ticket brought back, in front and highlighted; undefined if there is nothing on it to make again. */
export function recalled(
  ticket: KitchenTicket,
  lineIds: readonly string[],
  time: Date,
): TicketChange | undefined {
  const lines = ticket.lines.map((line): KitchenLine => {
    const again = lineIds.length === 0 || lineIds.includes(line.lineId);
    return { ...line, made: again ? 0 : line.made, undo: null };
  });
  if (sumOf({ lines }, openOf) <= sumOf(ticket, openOf)) return undefined;
  const parts = {
    status: 'OPEN',
    recalled: true,
    undoRecalled: null,
    lines,
    startTime: null,
    bumpTime: null,
  } as const;
  return { ticket: next(ticket, time, parts), fact: 'ticket.recalled', reopened: true };
}

/** Takes the last bump of a ticket back, as if it had not happened. Refuses if there is none to undo. */
export function undoBump(order: KitchenOrder, ticketId: string, time: Date): Changed {
  const ticket = ticketOf(order, ticketId);
  if (ticket.undoRecalled === null || order.status === 'COMPLETED') {
    throw wrongStatus(ticket, 'taken back', ['BUMPED']);
  }
  const lines = ticket.lines.map((line): KitchenLine => ({ ...line, ...line.undo, undo: null }));
  const status: TicketStatusName = sumOf({ lines }, openOf) > 0 ? 'OPEN' : 'CANCELLED';
  const parts = { status, recalled: ticket.undoRecalled, undoRecalled: null, lines, bumpTime: null };
  return withChanges(order, [
    { ticket: next(ticket, time, parts), fact: 'ticket.recalled', reopened: status === 'OPEN' },
  ]);
}

/** Fires the held lines of an order up to a course. Refuses for an order that is not in the kitchen. */
export function fireCourse(order: KitchenOrder, course: number, time: Date): Changed {
  if (order.status === 'CREATED') throw wrongOrder('The order has not been sent to the kitchen yet.');
  if (order.status === 'COMPLETED' || order.status === 'CANCELLED')
    throw wrongOrder(`The order is ${order.status}.`);
  const firedCourse = Math.max(order.firedCourse, course);
  const changes = order.tickets.flatMap((ticket) => {
    const lines = ticket.lines.map((line) =>
      line.course <= firedCourse ? { ...line, fired: line.fired + heldOf(line) } : line,
    );
    return changeLines(ticket, lines, { time, handedOver: false, detailsChanged: false }) ?? [];
  });
  return withChanges({ ...order, firedCourse }, changes);
}

function bumped(ticket: KitchenTicket, time: Date): TicketChange {
  const lines = ticket.lines.map(
    (line): KitchenLine => ({
      ...line,
      made: Math.max(line.made, netOf(line)),
      seen: line.cancelled,
      added: 0,
      changed: false,
      undo: { made: line.made, seen: line.seen, added: line.added, changed: line.changed },
    }),
  );
  const something = lines.some((line) => line.made > 0);
  const status = sumOf({ lines }, heldOf) > 0 ? 'HELD' : something ? 'BUMPED' : 'CLOSED';
  const parts = { status, recalled: false, undoRecalled: ticket.recalled, lines, bumpTime: time } as const;
  const fact = status === 'CLOSED' ? 'ticket.closed' : 'ticket.bumped';
  return { ticket: next(ticket, time, parts), fact, reopened: false };
}

/** How long a ticket took from firing to its bump, in whole seconds; undefined where that says nothing. */
export function prepSeconds(before: KitchenTicket, after: KitchenTicket): number | undefined {
  if (before.status !== 'OPEN' || before.recalled || !before.fireTime || !after.bumpTime) return undefined;
  return Math.max(0, Math.round((after.bumpTime.getTime() - before.fireTime.getTime()) / 1000));
}

function next(ticket: KitchenTicket, time: Date, parts: Partial<KitchenTicket>): KitchenTicket {
  return { ...ticket, ...parts, updateTime: time, version: ticket.version + 1n };
}

function ticketOf(order: KitchenOrder, ticketId: string): KitchenTicket {
  const ticket = order.tickets.find((each) => each.ticketId === ticketId);
  if (!ticket) throw notFound('ticket', ticketId);
  return ticket;
}

function wrongStatus(ticket: KitchenTicket, done: string, allowed: readonly TicketStatusName[]): Refusal {
  const only = allowed.join(' or ');
  return refuse(
    'FAILED_PRECONDITION',
    'WRONG_TICKET_STATUS',
    `The ticket is ${ticket.status}; only one that is ${only} can be ${done}.`,
    { metadata: { status: ticket.status, allowed: allowed.join(',') } },
  );
}

function wrongOrder(message: string): Refusal {
  return refuse('FAILED_PRECONDITION', 'WRONG_ORDER_STATUS', message);
}
