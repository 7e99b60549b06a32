import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { UpdateCafeRequest, type UpdateCafeResponse } from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { changedSettings } from '../domain/settings.ts';
import { changeCafe } from '../store/cafes.ts';

/** Changes settings of a café. */
export const updateCafe =
  (ctx: CafeContext): Rpc<UpdateCafeRequest, UpdateCafeResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => UpdateCafeRequest.encode(r).finish());
    const { cafeId, version, slug } = request;
    const change = (current: Parameters<typeof changedSettings>[0]) => changedSettings(current, request);
    return { cafe: await changeCafe(ctx.db, call, key, { cafeId, version, slug }, change) };
  };
