/** What of a change a cook has to hear. */
import { type Ticket, TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';

/** A ticket that is new or back, one that was edited while it is open, or one that was cancelled. */
export type News = 'new' | 'edited' | 'cancelled';

/** What is new about a ticket, compared with how it was shown; undefined if nobody needs to look up. */
export function newsOf(before: Ticket | undefined, after: Ticket): News | undefined {
  if (after.status === TicketStatus.CANCELLED) {
    return before?.status === TicketStatus.CANCELLED ? undefined : 'cancelled';
  }
  if (after.status !== TicketStatus.OPEN) return undefined;
  if (before?.status !== TicketStatus.OPEN) return 'new';
  return saidOf(before) === saidOf(after) ? undefined : 'edited';
}

function saidOf({ lines, tableName, orderKind }: Ticket): string {
  const said = lines.map(({ lineId, openQuantity, withdrawnQuantity, note, modifiers, course }) => [
    ...[lineId, openQuantity, withdrawnQuantity, note, course],
    ...modifiers.map(({ name, quantity }) => [name, quantity]),
  ]);
  return JSON.stringify([tableName, orderKind, said]);
}
