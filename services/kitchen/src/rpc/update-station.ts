import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { UpdateStationRequest, type UpdateStationResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { changeStation } from '../store/change-stations.ts';
import { findStationCafe } from '../store/stations.ts';

/** Changes a station of a known version; categories and being the default are taken from the others. */
export const updateStation =
  (ctx: KitchenContext): Rpc<UpdateStationRequest, UpdateStationResponse> =>
  async (request, call) => {
    const { stationId, version, name, position, isDefault: makeDefault } = request;
    const cafe = await findStationCafe(ctx.db, call.scope, stationId);
    if (!cafe) throw notFound('station', stationId);
    call.authoriseCafe(cafe.cafeId);
    const key = onceKey(call, request, (r) => UpdateStationRequest.encode(r).finish());
    const change = { name, position, categoryIds: request.categories?.ids, makeDefault };
    return { station: await changeStation(ctx.db, call, key, cafe, { stationId, version }, change) };
  };
