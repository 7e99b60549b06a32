import { cafeOf, type Rpc } from '@sippy/kit/call';
import type { ListStationsRequest, ListStationsResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { stationsOf } from '../store/stations.ts';

/** Lists the stations of a café; the first one comes into being by this. */
export const listStations =
  (ctx: KitchenContext): Rpc<ListStationsRequest, ListStationsResponse> =>
  async (request, call) => {
    const cafe = cafeOf(call, request.cafeId);
    const stations = await ctx.db.transaction(call.scope, (tx) => stationsOf(tx, [cafe]));
    return { stations: stations.get(request.cafeId) ?? [] };
  };
