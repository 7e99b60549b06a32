import type { Rpc } from '@sippy/kit/call';
import type { GetAllDayRequest, GetAllDayResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { readAllDay } from '../store/tickets.ts';

/** Counts everything that is still to be made. */
export const getAllDay =
  (ctx: KitchenContext): Rpc<GetAllDayRequest, GetAllDayResponse> =>
  async (request, call) => ({
    items: await readAllDay(ctx.db, call.scope, request.cafeId, request.stationId),
  });
