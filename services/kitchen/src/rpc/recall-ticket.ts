import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { cafeScope } from '@sippy/kit/scope';
import { RecallTicketRequest, type RecallTicketResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { recall } from '../domain/work.ts';
import { getTicket } from '../store/read.ts';
import { workOn } from '../store/work.ts';
import { placeOf } from './place.ts';

/** Brings a bumped ticket back, in front of the others. */
export const recallTicket =
  (ctx: KitchenContext): Rpc<RecallTicketRequest, RecallTicketResponse> =>
  async (request, call) => {
    const { ticketId } = request;
    const place = await placeOf(ctx, call, ticketId);
    const key = onceKey(call, request, (r) => RecallTicketRequest.encode(r).finish());
    const now = ctx.clock.now();
    await workOn(ctx.db, call, key, place, (order) => recall(order, ticketId, request.lineIds, now));
    return { ticket: await getTicket(ctx.db, cafeScope(place.cafeId), ticketId) };
  };
