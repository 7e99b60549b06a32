/** What a line of a ticket shows: how many to make, and what an edit did to it. */
import { type Ticket, type TicketLine, TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';

/** A line as it stands on a ticket. */
export interface ShownLine {
  readonly line: TicketLine;
  /** To be made now. */
  readonly open: number;
  /** Of those, fired by an edit after the ticket was first fired. */
  readonly added: number;
  /** Taken back since the last bump: struck out. */
  readonly withdrawn: number;
  /** Its note, modifiers or course are others than those first read. */
  readonly changed: boolean;
  /** Made before, shown so that the ticket can be put together. */
  readonly made: number;
}

/** What a ticket shows: what is to be made now, and what waits by course. */
export interface ShownTicket {
  readonly lines: readonly ShownLine[];
  readonly held: readonly { readonly course: number; readonly lines: readonly TicketLine[] }[];
}

/** Sorts the lines of a ticket into what is to be made and what waits. */
export function shownTicket({ lines, status }: Pick<Ticket, 'lines' | 'status'>): ShownTicket {
  const shown = lines.map(shownLine);
  const wanted =
    status === TicketStatus.HELD
      ? []
      : shown.filter(({ open, withdrawn, made }) => open + withdrawn + made > 0);
  const waiting = lines.filter(({ heldQuantity }) => heldQuantity > 0);
  const courses = [...new Set(waiting.map(({ course }) => course))].sort((a, b) => a - b);
  return {
    lines: [...wanted].sort((a, b) => a.line.course - b.line.course),
    held: courses.map((course) => ({ course, lines: waiting.filter((line) => line.course === course) })),
  };
}

/** The course of a ticket that is to be fired next; undefined if none waits. */
export function nextHeldCourse({ lines }: Pick<Ticket, 'lines'>): number | undefined {
  const waiting = lines.filter(({ heldQuantity }) => heldQuantity > 0).map(({ course }) => course);
  return waiting.length > 0 ? Math.min(...waiting) : undefined;
}

function shownLine(line: TicketLine): ShownLine {
  const { openQuantity: open, withdrawnQuantity: withdrawn } = line;
  return {
    line,
    open,
    added: Math.min(open, line.addedQuantity),
    withdrawn,
    changed: line.changed && open > 0,
    made: Math.min(line.madeQuantity, line.firedQuantity - line.cancelledQuantity),
  };
}
