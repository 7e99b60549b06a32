/** Tickets as a test needs them. */
import { Ticket, TicketLine, TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';

/** A line with two to make, unless said otherwise. */
export function lineOf(parts: Partial<TicketLine> = {}): TicketLine {
  return TicketLine.fromPartial({
    ...{ lineId: 'line-1', productId: 'flat-white', productName: 'Flat White', course: 1 },
    ...{ orderedQuantity: 2, firedQuantity: 2, openQuantity: 2 },
    ...parts,
  });
}

/** An open ticket of the bar, fired at eight, unless said otherwise. */
export function ticketOf(parts: Partial<Ticket> = {}): Ticket {
  return Ticket.fromPartial({
    ...{ ticketId: 'ticket-1', stationId: 'bar', orderId: 'order-1', orderNumber: 'A1' },
    ...{ status: TicketStatus.OPEN, fireTime: at(0), version: 1n, lines: [lineOf()] },
    ...parts,
  });
}

/** That many seconds after eight. */
export function at(seconds: number): Date {
  return new Date(Date.UTC(2026, 2, 2, 8, 0, seconds));
}
