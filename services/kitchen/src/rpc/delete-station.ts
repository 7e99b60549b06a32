import type { Rpc } from '@sippy/kit/call';
import { onceKey, remembered } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { DeleteStationRequest, type DeleteStationResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { removeStation } from '../store/change-stations.ts';
import { findStationCafe } from '../store/stations.ts';

/** Deletes a station; a repetition finds it gone and is content. */
export const deleteStation =
  (ctx: KitchenContext): Rpc<DeleteStationRequest, DeleteStationResponse> =>
  async (request, call) => {
    const { stationId } = request;
    const key = onceKey(call, request, (r) => DeleteStationRequest.encode(r).finish());
    const there = await findStationCafe(ctx.db, call.scope, stationId);
    const earlier = there ? undefined : await remembered(ctx.db, call, key);
    const cafeId = there?.cafeId ?? (earlier as { cafe_id: string } | undefined)?.cafe_id;
    if (cafeId === undefined) throw notFound('station', stationId);
    call.authoriseCafe(cafeId);
    if (there) await removeStation(ctx.db, call, key, there, stationId, ctx.clock.now());
    return {};
  };
