import type { Rpc } from '@sippy/kit/call';
import type { GetCafeSettingsRequest, GetCafeSettingsResponse } from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { getCafe, getCafeVersion } from '../store/cafes.ts';

/** Reads the settings of a café for another service, unless it has them already. */
export const getCafeSettings =
  (ctx: CafeContext): Rpc<GetCafeSettingsRequest, GetCafeSettingsResponse> =>
  async (request, call) => {
    const { cafeId, knownVersion } = request;
    const isKnown = knownVersion > 0n && (await getCafeVersion(ctx.db, call.scope, cafeId)) === knownVersion;
    return { cafe: isKnown ? undefined : await getCafe(ctx.db, call.scope, cafeId) };
  };
