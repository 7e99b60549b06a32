import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { cafeScope } from '@sippy/kit/scope';
import { BumpTicketRequest, type BumpTicketResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { bump } from '../domain/work.ts';
import { getTicket } from '../store/read.ts';
import { workOn } from '../store/work.ts';
import { placeOf } from './place.ts';

/** Says that everything on a ticket is made, or that its cancellation is seen. */
export const bumpTicket =
  (ctx: KitchenContext): Rpc<BumpTicketRequest, BumpTicketResponse> =>
  async (request, call) => {
    const { ticketId } = request;
    const place = await placeOf(ctx, call, ticketId);
    const key = onceKey(call, request, (r) => BumpTicketRequest.encode(r).finish());
    const now = ctx.clock.now();
    await workOn(ctx.db, call, key, place, (order) => bump(order, ticketId, now));
    return { ticket: await getTicket(ctx.db, cafeScope(place.cafeId), ticketId) };
  };
