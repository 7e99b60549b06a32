/** Where a ticket stands; the names of the proto's `TicketStatus`. */
export type TicketStatusName = 'HELD' | 'OPEN' | 'BUMPED' | 'CANCELLED' | 'CLOSED';

/** How far an order has come; the names of the proto's `OrderStatus`. */
export type OrderStatusName = 'CREATED' | 'PENDING' | 'PREPARING' | 'READY' | 'COMPLETED' | 'CANCELLED';

/** A modifier of a line. */
export interface KitchenModifier {
  readonly name: string;
  readonly quantity: number;
}

/**
 * What a station has to make for one line of an order. Quantities only ever grow but `ordered` and `made`; what the guest
 * gets is `fired - cancelled`.
 */
export interface KitchenLine {
  readonly lineId: string;
  readonly productId: string;
  readonly productName: string;
  readonly variantName: string;
  readonly categoryId: string;
  readonly modifiers: readonly KitchenModifier[];
  readonly note: string;
  readonly course: number;
  /** How many the order asks for. */
  readonly ordered: number;
  /** How many were sent to the station in all. */
  readonly fired: number;
  /** How many of those were taken back in all. */
  readonly cancelled: number;
  /** How many are made. */
  readonly made: number;
  /** How many of the cancelled ones the station has seen to be so. */
  readonly seen: number;
  /** How many of those to be made now were fired by an edit after the ticket was first fired. */
  readonly added: number;
  /** Note, modifiers or course have changed since the ticket was first fired or last bumped. */
  readonly changed: boolean;
  /** What the last bump changed, as it was before, for undoing it. */
  readonly undo: BeforeBump | null;
}

/** What a bump changes about a line. */
export type BeforeBump = Pick<KitchenLine, 'made' | 'seen' | 'added' | 'changed'>;

/** What one station has to make for one order. */
export interface KitchenTicket {
  readonly ticketId: string;
  readonly stationId: string;
  readonly status: TicketStatusName;
  /** It was brought back after a bump. */
  readonly recalled: boolean;
  /** Whether it was recalled before the last bump, for undoing it; null where nothing can be undone. */
  readonly undoRecalled: boolean | null;
  readonly lines: readonly KitchenLine[];
  readonly fireTime: Date | null;
  readonly startTime: Date | null;
  readonly bumpTime: Date | null;
  readonly updateTime: Date;
  readonly version: bigint;
}

/** What the kitchen knows of an order. */
export interface KitchenOrder {
  readonly orderId: string;
  readonly cafeId: string;
  readonly organisationId: string;
  /** Version of the order that this comes from. */
  readonly orderVersion: bigint;
  readonly linesVersion: bigint;
  readonly status: OrderStatusName;
  readonly number: string;
  /** Where the guest will have it; a name of the proto's `OrderKind`. */
  readonly kind: string;
  readonly table: string;
  /** Courses up to this one have been fired. */
  readonly firedCourse: number;
  /** Grows with each change of any ticket. */
  readonly progressVersion: bigint;
  readonly tickets: readonly KitchenTicket[];
}

/** What happened to a ticket; the types of the kitchen's events. */
export type TicketFact =
  | 'ticket.fired'
  | 'ticket.started'
  | 'ticket.bumped'
  | 'ticket.recalled'
  | 'ticket.closed';

/** A ticket as it is after a change, and what happened to it. */
export interface TicketChange {
  readonly ticket: KitchenTicket;
  readonly fact: TicketFact;
  /** Something is to be made that was not before. */
  readonly reopened: boolean;
}

/** An order after a change, with the tickets that changed. */
export interface Changed {
  readonly order: KitchenOrder;
  readonly changes: readonly TicketChange[];
}

/** How many of a line the guest gets. */
export function netOf(line: KitchenLine): number {
  return line.fired - line.cancelled;
}

/** How many of a line are to be made now. */
export function openOf(line: KitchenLine): number {
  return Math.max(0, netOf(line) - line.made);
}

/** How many of a line wait for their course. */
export function heldOf(line: KitchenLine): number {
  return Math.max(0, line.ordered - netOf(line));
}

/** How many of a line were taken back and the station has not seen that. */
export function withdrawnOf(line: KitchenLine): number {
  return line.cancelled - line.seen;
}

/** The sum of a quantity over the lines of a ticket. */
export function sumOf(ticket: Pick<KitchenTicket, 'lines'>, quantity: (line: KitchenLine) => number): number {
  return ticket.lines.reduce((sum, line) => sum + quantity(line), 0);
}

/** How far the kitchen is with an order. */
export interface Progress {
  /** Somebody has begun to make something, or something is made. */
  readonly started: boolean;
  /** Everything that was ordered is made, and nothing is held. */
  readonly allDone: boolean;
}

/** How far the kitchen is with an order's tickets. */
export function progressOf({ tickets }: Pick<KitchenOrder, 'tickets'>): Progress {
  const made = tickets.some((ticket) => sumOf(ticket, (line) => line.made) > 0);
  const waiting = tickets.some((ticket) => sumOf(ticket, openOf) + sumOf(ticket, heldOf) > 0);
  return {
    started: made || tickets.some((ticket) => ticket.startTime !== null),
    allDone: made && !waiting,
  };
}

/** The order with tickets that changed put in; its progress has a new version if any did. */
export function withChanges(order: KitchenOrder, changes: readonly TicketChange[]): Changed {
  if (changes.length === 0) return { order, changes };
  const changed = new Map(changes.map(({ ticket }) => [ticket.ticketId, ticket]));
  const kept = order.tickets.map((ticket) => changed.get(ticket.ticketId) ?? ticket);
  const known = new Set(order.tickets.map((ticket) => ticket.ticketId));
  const fresh = changes.map(({ ticket }) => ticket).filter((ticket) => !known.has(ticket.ticketId));
  const tickets = [...kept, ...fresh];
  return { order: { ...order, tickets, progressVersion: order.progressVersion + 1n }, changes };
}
