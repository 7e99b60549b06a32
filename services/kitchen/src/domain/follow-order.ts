import { changeLines, type TicketBefore } from './change-lines.ts';
import {
  type Changed,
  type KitchenLine,
  type KitchenModifier,
  type KitchenOrder,
  type KitchenTicket,
  netOf,
  type OrderStatusName,
  type TicketChange,
  withChanges,
} from './kitchen.ts';
import { markEdits } from './mark-edits.ts';
import { recalled } from './ticket-actions.ts';

/** A line of an order as its events tell of it. */
export interface OrderedLine {
  readonly lineId: string;
  readonly productId: string;
  readonly productName: string;
  readonly variantName: string;
  readonly categoryId: string;
  readonly modifiers: readonly KitchenModifier[];
  readonly note: string;
  readonly course: number;
  readonly quantity: number;
  readonly needsPreparation: boolean;
}

/** An order as one of its events tells of it. */
export interface OrderNews {
  readonly orderId: string;
  readonly cafeId: string;
  readonly organisationId: string;
  readonly version: bigint;
  /** Version at which the lines last changed. */
  readonly linesVersion: bigint;
  readonly status: OrderStatusName;
  readonly number: string;
  readonly kind: string;
  readonly table: string;
  readonly lines: readonly OrderedLine[];
  /** Somebody other than the kitchen says that a ready order is not: everything is to be looked at again. */
  readonly recalled: boolean;
  /** When it happened. */
  readonly time: Date;
}

/** What following an order needs from outside. */
export interface Following {
  /** The station that makes the products of a category. */
  stationOf(categoryId: string): string;
  /** An id for a ticket that is new. */
  newId(): string;
}

/** All courses there are. */
const EVERY_COURSE = 2 ** 31 - 1;

/** Whether an order that the kitchen does not know yet has anything to tell it. */
export function concerns(news: OrderNews): boolean {
  return news.status !== 'CREATED' && news.lines.some((line) => line.needsPreparation);
}

/**
 * Follows an order: fires what is new and takes back what is gone, by the difference only, so that nothing is ever fired
 * twice. Returns undefined where there is nothing new for the kitchen.
 */
export function followOrder(
  known: KitchenOrder | undefined,
  news: OrderNews,
  by: Following,
): Changed | undefined {
  if (known && (news.version <= known.orderVersion || saysNothing(known, news))) return undefined;
  const order = told(known, news);
  if (order.status === 'CREATED') return { order, changes: [] };
  const circumstances = {
    time: news.time,
    handedOver: order.status === 'COMPLETED',
    detailsChanged: known !== undefined && (known.kind !== news.kind || known.table !== news.table),
  };
  const changes = new Map<string, TicketChange>();
  for (const [ticket, lines] of linesByTicket(order, news, by)) {
    const marked = known && ticket.fireTime ? markEdits(ticket.lines, lines, known.firedCourse) : lines;
    const change = changeLines(ticket, marked, circumstances);
    if (change) changes.set(ticket.ticketId, change);
  }
  if (news.recalled || isRemake(known, news)) recallMade(order, changes, news.time);
  return withChanges(order, [...changes.values()]);
}

/** Payment and the like: nothing that the kitchen shows has changed. */
function saysNothing(known: KitchenOrder, news: OrderNews): boolean {
  const sameLines = news.linesVersion === known.linesVersion && news.status === known.status;
  return sameLines && news.kind === known.kind && news.table === known.table && !news.recalled;
}

function told(known: KitchenOrder | undefined, news: OrderNews): KitchenOrder {
  const { orderId, cafeId, organisationId, status, number, kind, table, version, linesVersion } = news;
  const released = status === 'CREATED' ? 0 : status === 'COMPLETED' ? EVERY_COURSE : 1;
  return {
    ...{ orderId, cafeId, organisationId, status, number, kind, table, linesVersion },
    orderVersion: version,
    firedCourse: Math.max(known?.firedCourse ?? 0, released),
    progressVersion: known?.progressVersion ?? 0n,
    tickets: known?.tickets ?? [],
  };
}

/** Each ticket with its lines as they are to be. A line stays at the station that it was once given to. */
function linesByTicket(
  order: KitchenOrder,
  news: OrderNews,
  by: Following,
): Map<TicketBefore, KitchenLine[]> {
  const gone = order.status === 'CANCELLED';
  const wanted = new Map(
    news.lines.filter((line) => line.needsPreparation).map((line) => [line.lineId, line]),
  );
  const result = new Map<TicketBefore, KitchenLine[]>();
  const atStation = new Map<string, TicketBefore>();
  const given = new Set<string>();
  for (const ticket of order.tickets) {
    atStation.set(ticket.stationId, ticket);
    const lines = ticket.lines.map((line) => {
      given.add(line.lineId);
      return followLine(line, gone ? undefined : wanted.get(line.lineId), order.firedCourse);
    });
    result.set(ticket, lines);
  }
  for (const line of gone ? [] : wanted.values()) {
    if (given.has(line.lineId) || line.quantity === 0) continue;
    const stationId = by.stationOf(line.categoryId);
    const ticket = atStation.get(stationId) ?? newTicket(by.newId(), stationId, news.time);
    atStation.set(stationId, ticket);
    const lines = result.get(ticket) ?? [];
    result.set(ticket, [...lines, followLine(newLine(line), line, order.firedCourse)]);
  }
  return result;
}

/** A line as the order wants it now; one that the order no longer has is wanted zero times. */
function followLine(line: KitchenLine, wanted: OrderedLine | undefined, firedCourse: number): KitchenLine {
  const ordered = wanted?.quantity ?? 0;
  const told = wanted
    ? { ...line, note: wanted.note, course: wanted.course, modifiers: wanted.modifiers, ordered }
    : { ...line, ordered };
  return released(told, firedCourse);
}

/** A line with what its course lets go fired, and what is too much taken back. */
function released(line: KitchenLine, firedCourse: number): KitchenLine {
  const difference = line.ordered - netOf(line);
  if (difference > 0 && line.course <= firedCourse) return { ...line, fired: line.fired + difference };
  if (difference < 0) return { ...line, cancelled: line.cancelled - difference };
  return line;
}

function newLine({
  lineId,
  productId,
  productName,
  variantName,
  categoryId,
  ...line
}: OrderedLine): KitchenLine {
  return {
    ...{ lineId, productId, productName, variantName, categoryId },
    modifiers: line.modifiers,
    note: line.note,
    course: line.course,
    ...{ ordered: 0, fired: 0, cancelled: 0, made: 0, seen: 0, added: 0, changed: false, undo: null },
  };
}

function newTicket(ticketId: string, stationId: string, time: Date): TicketBefore {
  return {
    ...{ ticketId, stationId, status: undefined, recalled: false, undoRecalled: null, lines: [] },
    ...{ fireTime: null, startTime: null, bumpTime: null, updateTime: time, version: 0n },
  };
}

/** READY to PENDING; READY itself may not have come yet. */
function isRemake(known: KitchenOrder | undefined, news: OrderNews): boolean {
  return news.status === 'PENDING' && (known?.status === 'READY' || known?.status === 'PREPARING');
}

/** Recalls every ticket that is done, on top of what has changed about it. */
function recallMade(order: KitchenOrder, changes: Map<string, TicketChange>, time: Date): void {
  for (const known of order.tickets) {
    const change = changes.get(known.ticketId);
    const ticket: KitchenTicket = change?.ticket ?? known;
    if (ticket.status !== 'BUMPED' && ticket.status !== 'HELD') continue;
    const again = recalled(ticket, [], time);
    if (!again) continue;
    const version = known.version + 1n;
    changes.set(known.ticketId, { ...again, ticket: { ...again.ticket, version } });
  }
}
