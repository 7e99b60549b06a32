/** How many of each thing are still to be made, counted from the tickets on the screen. */
import { type Ticket, type TicketModifier, TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';

/** One thing, made one way. */
export interface AllDayCount {
  readonly key: string;
  readonly productName: string;
  readonly variantName: string;
  readonly modifiers: readonly TicketModifier[];
  readonly quantity: number;
}

/** Counts what is open on tickets of some stations; most first, then by name. */
export function allDay(tickets: Iterable<Ticket>, stationIds: ReadonlySet<string>): AllDayCount[] {
  const counts = new Map<string, AllDayCount>();
  for (const { lines, status, stationId } of tickets) {
    if (status !== TicketStatus.OPEN || !stationIds.has(stationId)) continue;
    for (const { productId, productName, variantName, modifiers, openQuantity } of lines) {
      if (openQuantity === 0) continue;
      const sorted = [...modifiers].sort((a, b) => (a.name < b.name ? -1 : 1));
      const way = sorted.map(({ name, quantity }) => [name, quantity]);
      const key = JSON.stringify([productId, productName, variantName, way]);
      const quantity = openQuantity + (counts.get(key)?.quantity ?? 0);
      counts.set(key, { key, productName, variantName, modifiers: sorted, quantity });
    }
  }
  return [...counts.values()].sort(
    (a, b) =>
      b.quantity - a.quantity || a.productName.localeCompare(b.productName) || (a.key < b.key ? -1 : 1),
  );
}
