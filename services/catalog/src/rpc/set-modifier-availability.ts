import { cafeOf, type Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import {
  SetModifierAvailabilityRequest,
  type SetModifierAvailabilityResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { availabilityOf } from '../domain/availability.ts';
import { setAvailability } from '../store/sold-out.ts';

/** Takes a modifier off sale at a café (86), or brings it back. */
export const setModifierAvailability =
  (ctx: CatalogContext): Rpc<SetModifierAvailabilityRequest, SetModifierAvailabilityResponse> =>
  async (request, call) => {
    const { modifierId, cafeId } = request;
    const availability = availabilityOf(request, ctx.clock.now());
    const key = onceKey(call, request, (r) => SetModifierAvailabilityRequest.encode(r).finish());
    await ctx.menus.know(cafeId, call);
    const subject = { kind: 'MODIFIER', id: modifierId } as const;
    const menuVersion = await setAvailability(ctx.db, call, key, cafeOf(call, cafeId), subject, availability);
    ctx.menus.doubt();
    return { ...availability, menuVersion };
  };
