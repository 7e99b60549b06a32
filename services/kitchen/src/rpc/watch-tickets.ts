import type { StreamRpc } from '@sippy/kit/call';
import { liveStream } from '@sippy/kit/live-stream';
import { tellOnce } from '@sippy/kit/told-once';
import type { Ticket } from '@sippy/proto/kitchen/v1/kitchen';
import type { WatchTicketsRequest, WatchTicketsResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { ticketOf } from '../live/ticket-of.ts';
import { ACTIVE, listTickets } from '../store/tickets.ts';

/** Most tickets in a snapshot: more than any café has at once. */
const MAX_TICKETS = 2000;

/** Streams the tickets of a café: all active ones first, then each as it changes; or on from a sequence. */
export const watchTickets =
  (ctx: KitchenContext): StreamRpc<WatchTicketsRequest, WatchTicketsResponse> =>
  ({ cafeId, stationIds, afterSequence }, call) =>
    liveStream(ctx.events, call, {
      afterSequence,
      topics: new Set([cafeId]),
      async *snapshot(sequence) {
        const filter = { cafeId, statuses: ACTIVE, stationIds, orderId: '' };
        const tickets = await listTickets(ctx.db, call.scope, filter, {
          size: MAX_TICKETS,
          after: undefined,
        });
        yield { sequence, message: { $case: 'snapshot', value: { tickets } } };
      },
      news: (events) => {
        const isShown = ({ stationId }: Ticket) => stationIds.length === 0 || stationIds.includes(stationId);
        return events.flatMap((event) => ticketOf(event) ?? []).filter(isShown);
      },
      tell: tellTicket,
      heartbeat: (sequence) => ({ sequence, message: { $case: 'heartbeat', value: {} } }),
    });

const tellTicket = tellOnce(
  (ticket: Ticket, sequence): WatchTicketsResponse => ({
    sequence,
    message: { $case: 'ticket', value: ticket },
  }),
);
