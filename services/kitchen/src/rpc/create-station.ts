import { cafeOf, type Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { onceKey } from '@sippy/kit/once';
import { CreateStationRequest, type CreateStationResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { addStation } from '../store/change-stations.ts';

/** Creates a station, which takes its categories from the others. */
export const createStation =
  (ctx: KitchenContext): Rpc<CreateStationRequest, CreateStationResponse> =>
  async (request, call) => {
    const { name, categoryIds, position } = request;
    const key = onceKey(call, request, (r) => CreateStationRequest.encode(r).finish());
    const made = { stationId: request.stationId || newId(), name, categoryIds, position };
    return { station: await addStation(ctx.db, call, key, cafeOf(call, request.cafeId), made) };
  };
