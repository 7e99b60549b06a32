import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { cafeScope } from '@sippy/kit/scope';
import { StartTicketRequest, type StartTicketResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { start } from '../domain/work.ts';
import { getTicket } from '../store/read.ts';
import { workOn } from '../store/work.ts';
import { placeOf } from './place.ts';

/** Says that somebody has begun to make what is on a ticket. */
export const startTicket =
  (ctx: KitchenContext): Rpc<StartTicketRequest, StartTicketResponse> =>
  async (request, call) => {
    const { ticketId } = request;
    const place = await placeOf(ctx, call, ticketId);
    const key = onceKey(call, request, (r) => StartTicketRequest.encode(r).finish());
    const now = ctx.clock.now();
    await workOn(ctx.db, call, key, place, (order) => start(order, ticketId, now));
    return { ticket: await getTicket(ctx.db, cafeScope(place.cafeId), ticketId) };
  };
