/** In which order tickets stand, and what of a ticket stands where. */
import { type Ticket, TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';
import { byBumpTime, isActive } from './book.ts';

/** Recalled ones first, then by the time they were fired; those that only wait for their course last. */
export function compareTickets(a: Ticket, b: Ticket): number {
  return placeOf(a) - placeOf(b) || timeOf(a) - timeOf(b) || compareIds(a, b);
}

function compareIds(a: Ticket, b: Ticket): number {
  if (a.ticketId === b.ticketId) return 0;
  return a.ticketId < b.ticketId ? -1 : 1;
}

function placeOf(ticket: Ticket): number {
  if (ticket.status === TicketStatus.HELD) return 2;
  return ticket.recalled ? 0 : 1;
}

function timeOf({ fireTime, updateTime }: Ticket): number {
  return (fireTime ?? updateTime)?.getTime() ?? 0;
}

/** Ids of what a station has to look at, in order. */
export function ticketIdsOf(tickets: Iterable<Ticket>, stationId: string): string[] {
  return [...tickets]
    .filter((ticket) => ticket.stationId === stationId && isActive(ticket))
    .sort(compareTickets)
    .map(({ ticketId }) => ticketId);
}

/** What the stations bumped, latest first: whole tickets, and those that only wait for a later course. */
export function recallable(tickets: Iterable<Ticket>, stationIds: ReadonlySet<string>): Ticket[] {
  return [...tickets]
    .filter(({ stationId }) => stationIds.has(stationId))
    .filter(({ status, bumpTime }) => bumpTime && mayBeRecalled.has(status))
    .sort(byBumpTime);
}

const mayBeRecalled: ReadonlySet<string> = new Set([TicketStatus.BUMPED, TicketStatus.HELD]);

/** Whether a ticket is there to be bumped: there is something to make, or a cancellation to be seen. */
export function isToBump({ status }: Pick<Ticket, 'status'>): boolean {
  return status === TicketStatus.OPEN || status === TicketStatus.CANCELLED;
}

/** The tickets of an order that are there to be bumped, over all stations. */
export function openTicketsOf(tickets: Iterable<Ticket>, orderId: string): Ticket[] {
  return [...tickets].filter((ticket) => ticket.orderId === orderId && isToBump(ticket));
}

const counted = new WeakMap<ReadonlyMap<string, Ticket>, ReadonlyMap<string, number>>();

/** How many tickets of each order are there to be bumped; counted once for each state of the board. */
export function openCounts(tickets: ReadonlyMap<string, Ticket>): ReadonlyMap<string, number> {
  let counts = counted.get(tickets) as Map<string, number> | undefined;
  if (!counts) {
    counts = new Map();
    for (const ticket of tickets.values()) {
      if (isToBump(ticket)) counts.set(ticket.orderId, (counts.get(ticket.orderId) ?? 0) + 1);
    }
    counted.set(tickets, counts);
  }
  return counts;
}
