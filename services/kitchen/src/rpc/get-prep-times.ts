import type { Rpc } from '@sippy/kit/call';
import type { GetPrepTimesRequest, GetPrepTimesResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { readPrepTimes } from '../store/prep-times.ts';

/** Over how many days, where the request does not say. */
const DEFAULT_DAYS = 14;

/** Reads how long things took over the last days. */
export const getPrepTimes =
  (ctx: KitchenContext): Rpc<GetPrepTimesRequest, GetPrepTimesResponse> =>
  async (request, call) => {
    const days = request.days || DEFAULT_DAYS;
    const since = new Date(ctx.clock.now().getTime() - days * 86_400_000);
    return { prepTimes: await readPrepTimes(ctx.db, call.scope, request.cafeId, since) };
  };
