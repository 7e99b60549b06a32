import type { StreamRpc } from '@sippy/kit/call';
import type { Event, Window } from '@sippy/kit/events';
import { decodePayload } from '@sippy/kit/events';
import type { Scope } from '@sippy/kit/scope';
import { TicketFired } from '@sippy/proto/kitchen/v1/kitchen_event';
import type { WatchTicketsRequest, WatchTicketsResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { withHeartbeat } from '../live/heartbeat.ts';
import { ACTIVE, listTickets } from '../store/read.ts';

/** Longest silence of a stream, in milliseconds. */
const HEARTBEAT_MS = 15_000;
/** Most tickets in a snapshot: more than any café has at once. */
const MAX_TICKETS = 2000;

/** Streams the tickets of a café: all active ones first, then each as it changes; or on from a sequence. */
export const watchTickets = (ctx: KitchenContext): StreamRpc<WatchTicketsRequest, WatchTicketsResponse> =>
  async function* watch(request, call) {
    const { afterSequence } = request;
    const log = ctx.events.tail(afterSequence === 0n ? 'now' : afterSequence, call.signal);
    let isNew = afterSequence === 0n;
    let sequence = afterSequence;
    for await (const window of withHeartbeat(log, HEARTBEAT_MS)) {
      if (window === undefined) {
        yield { sequence, message: { $case: 'heartbeat', value: {} } };
        continue;
      }
      sequence = window.sequence;
      if (isNew || window.reset) yield await snapshot(ctx, call.scope, request, sequence);
      isNew = false;
      yield* changes(request, window);
    }
  };

async function snapshot(
  ctx: KitchenContext,
  scope: Scope,
  { cafeId, stationIds }: WatchTicketsRequest,
  sequence: bigint,
): Promise<WatchTicketsResponse> {
  const filter = { cafeId, statuses: ACTIVE, stationIds, orderId: '' };
  const tickets = await listTickets(ctx.db, scope, filter, { size: MAX_TICKETS, after: undefined });
  return { sequence, message: { $case: 'snapshot', value: { tickets } } };
}

/** The changed tickets of a window. All ticket events carry the ticket in the same field. */
function* changes(
  { cafeId, stationIds }: WatchTicketsRequest,
  { events, sequence }: Window,
): Generator<WatchTicketsResponse> {
  const isWatched = (event: Event) => event.cafeId === cafeId && event.aggregateType === 'ticket';
  for (const event of events.filter(isWatched)) {
    const { ticket } = decodePayload(event, TicketFired);
    if (!ticket || (stationIds.length > 0 && !stationIds.includes(ticket.stationId))) continue;
    yield { sequence, message: { $case: 'ticket', value: ticket } };
  }
}
