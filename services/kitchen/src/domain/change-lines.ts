import {
  heldOf,
  type KitchenLine,
  type KitchenTicket,
  openOf,
  sumOf,
  type TicketChange,
  type TicketStatusName,
  withdrawnOf,
} from './kitchen.ts';

/** A ticket as it was before a change: one that is new has no status yet. */
export type TicketBefore = Omit<KitchenTicket, 'status'> & { readonly status: TicketStatusName | undefined };

/** What a change of a ticket's lines comes with. */
export interface Circumstances {
  /** When it happened. */
  readonly time: Date;
  /** The order was handed over: nothing is made any more. */
  readonly handedOver: boolean;
  /** Something else that the ticket shows has changed too. */
  readonly detailsChanged: boolean;
}

/** What becomes of a ticket with other lines; undefined if nothing does. */
export function changeLines(
  before: TicketBefore,
  given: readonly KitchenLine[],
  { time, handedOver, detailsChanged }: Circumstances,
): TicketChange | undefined {
  const lines = given.filter((line) => line.fired > 0 || line.ordered > 0);
  const status = statusOf(before, lines, handedOver);
  const same = status === before.status && JSON.stringify(lines) === JSON.stringify(before.lines);
  const shown = detailsChanged && status !== 'CLOSED';
  if (same && !shown) return undefined;
  const reopened = status === 'OPEN' && sumOf({ lines }, openOf) > sumOf(before, openOf);
  const ticket: KitchenTicket = {
    ...before,
    status,
    lines,
    updateTime: time,
    version: before.version + 1n,
    ...(status === 'OPEN' && before.status !== 'OPEN' ? freshRound(lines, time) : {}),
    ...(status === 'CLOSED' ? { undoRecalled: null } : {}),
  };
  return { ticket, fact: status === 'CLOSED' ? 'ticket.closed' : 'ticket.fired', reopened };
}

/** A ticket that opens begins anew: nobody is at work on it, and there is no bump to undo. */
function freshRound(lines: readonly KitchenLine[], time: Date): Partial<KitchenTicket> {
  return {
    fireTime: time,
    startTime: null,
    bumpTime: null,
    recalled: false,
    undoRecalled: null,
    lines: lines.map((line) => ({ ...line, undo: null })),
  };
}

function statusOf(
  before: TicketBefore,
  lines: readonly KitchenLine[],
  handedOver: boolean,
): TicketStatusName {
  const total = (quantity: (line: KitchenLine) => number) => sumOf({ lines }, quantity);
  const open = total(openOf);
  if (handedOver) return before.status === 'BUMPED' && open === 0 ? 'BUMPED' : 'CLOSED';
  if (open > 0) return 'OPEN';
  if (total(heldOf) > 0) return 'HELD';
  if (before.status !== 'OPEN' && before.status !== 'HELD') return before.status ?? 'CLOSED';
  if (before.status === 'OPEN' && total(withdrawnOf) > 0) return 'CANCELLED';
  return total((line) => line.made) > 0 ? 'BUMPED' : 'CLOSED';
}
