/** What the screen knows of the kitchen: the newest version of each ticket, and up to where it has seen everything. */
import { type Ticket, TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';
import type { WatchTicketsResponse } from '@sippy/proto/web/kitchen/v1/kitchen_service';

/** The server's word on tickets. Never changed in place. */
export interface Book {
  /** Resuming after this sequence loses nothing; 0 before the first message. */
  readonly sequence: bigint;
  /** Sequence of the newest snapshot: what is older says nothing about tickets that it did not hold. */
  readonly snapshotSequence: bigint;
  /** Tickets that a station has to look at, and bumped ones that may be recalled. */
  readonly tickets: ReadonlyMap<string, Ticket>;
  /** Versions of tickets that are over, so that a late message does not bring one back. */
  readonly ended: ReadonlyMap<string, bigint>;
}

/** A screen that has heard nothing yet. */
export const emptyBook: Book = { sequence: 0n, snapshotSequence: 0n, tickets: new Map(), ended: new Map() };

const mostEnded = 5000;
const mostBumped = 60;

/** Whether a station still has to look at a ticket. */
export function isActive({ status }: Pick<Ticket, 'status'>): boolean {
  return status === TicketStatus.OPEN || status === TicketStatus.HELD || status === TicketStatus.CANCELLED;
}

/** Takes a message of the stream in. Repeated and older ones change nothing. */
export function withMessage(book: Book, { sequence, message }: WatchTicketsResponse): Book {
  const heard = sequence > book.sequence ? { ...book, sequence } : book;
  if (message?.$case === 'ticket') {
    const { value: ticket } = message;
    const isBeforeSnapshot = sequence < book.snapshotSequence && !book.tickets.has(ticket.ticketId);
    return isBeforeSnapshot ? heard : withTickets(heard, [ticket]);
  }
  if (message?.$case === 'snapshot') return withSnapshot(book, sequence, message.value.tickets);
  return heard;
}

/** Takes tickets in, from the stream or from the answer to a call: the newest version of each wins. */
export function withTickets(book: Book, news: readonly Ticket[]): Book {
  const newer = news.filter((ticket) => ticket.version > versionOf(book, ticket.ticketId));
  if (newer.length === 0) return book;
  const tickets = new Map(book.tickets);
  const ended = new Map(book.ended);
  for (const ticket of newer) take(ticket, tickets, ended);
  return { ...book, tickets: forgetLongBumped(tickets), ended: forgetOldest(ended) };
}

/** A snapshot holds all active tickets: those that it does not hold are over. */
function withSnapshot(book: Book, sequence: bigint, news: readonly Ticket[]): Book {
  // The log is younger than this screen, as after a restored backup: what the screen holds counts for nothing.
  const before = sequence < book.sequence ? emptyBook : book;
  const tickets = new Map<string, Ticket>();
  const ended = new Map(before.ended);
  const told = new Set(news.map(({ ticketId }) => ticketId));
  for (const [ticketId, ticket] of before.tickets) {
    if (told.has(ticketId) || !isActive(ticket)) tickets.set(ticketId, ticket);
    else ended.set(ticketId, ticket.version);
  }
  const next: Book = { sequence, snapshotSequence: sequence, tickets, ended: forgetOldest(ended) };
  return withTickets(next, news);
}

/** Newest version that the screen has seen of a ticket. */
function versionOf(book: Book, ticketId: string): bigint {
  return book.tickets.get(ticketId)?.version ?? book.ended.get(ticketId) ?? -1n;
}

function take(ticket: Ticket, tickets: Map<string, Ticket>, ended: Map<string, bigint>): void {
  if (isActive(ticket) || ticket.status === TicketStatus.BUMPED) {
    tickets.set(ticket.ticketId, ticket);
    ended.delete(ticket.ticketId);
  } else {
    tickets.delete(ticket.ticketId);
    ended.set(ticket.ticketId, ticket.version);
  }
}

function forgetLongBumped(tickets: Map<string, Ticket>): Map<string, Ticket> {
  const bumped = [...tickets.values()].filter((ticket) => !isActive(ticket)).sort(byBumpTime);
  for (const { ticketId } of bumped.slice(mostBumped)) tickets.delete(ticketId);
  return tickets;
}

/** Latest bump first. */
export function byBumpTime(a: Ticket, b: Ticket): number {
  const later = (b.bumpTime?.getTime() ?? 0) - (a.bumpTime?.getTime() ?? 0);
  return later || (a.ticketId < b.ticketId ? 1 : -1);
}

function forgetOldest(ended: Map<string, bigint>): Map<string, bigint> {
  for (const ticketId of ended.keys()) {
    if (ended.size <= mostEnded) break;
    ended.delete(ticketId);
  }
  return ended;
}
