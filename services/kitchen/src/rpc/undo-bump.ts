import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { cafeScope } from '@sippy/kit/scope';
import { UndoBumpRequest, type UndoBumpResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { undoBump as takeBack } from '../domain/work.ts';
import { getTicket } from '../store/read.ts';
import { workOn } from '../store/work.ts';
import { placeOf } from './place.ts';

/** Takes the last bump of a ticket back. */
export const undoBump =
  (ctx: KitchenContext): Rpc<UndoBumpRequest, UndoBumpResponse> =>
  async (request, call) => {
    const { ticketId } = request;
    const place = await placeOf(ctx, call, ticketId);
    const key = onceKey(call, request, (r) => UndoBumpRequest.encode(r).finish());
    const now = ctx.clock.now();
    await workOn(ctx.db, call, key, place, (order) => takeBack(order, ticketId, now));
    return { ticket: await getTicket(ctx.db, cafeScope(place.cafeId), ticketId) };
  };
