import type { Rpc } from '@sippy/kit/call';
import type { GetCafeSettingsRequest, GetCafeSettingsResponse } from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { getCafe } from '../store/cafes.ts';

/** Reads the settings of a café for another service, unless it has them already. */
export const getCafeSettings =
  (ctx: CafeContext): Rpc<GetCafeSettingsRequest, GetCafeSettingsResponse> =>
  async (request, call) => {
    const cafe = await getCafe(ctx.db, call.scope, request.cafeId);
    return { cafe: cafe.version === request.knownVersion ? undefined : cafe };
  };
