import { cafeOf, type Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import {
  SetProductAvailabilityRequest,
  type SetProductAvailabilityResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { availabilityOf } from '../domain/availability.ts';
import { setAvailability } from '../store/sold-out.ts';

/** Takes a product off sale at a café (86), or brings it back. */
export const setProductAvailability =
  (ctx: CatalogContext): Rpc<SetProductAvailabilityRequest, SetProductAvailabilityResponse> =>
  async (request, call) => {
    const { productId, cafeId } = request;
    const availability = availabilityOf(request, ctx.clock.now());
    const key = onceKey(call, request, (r) => SetProductAvailabilityRequest.encode(r).finish());
    await ctx.menus.know(cafeId, call);
    const subject = { kind: 'PRODUCT', id: productId } as const;
    const menuVersion = await setAvailability(ctx.db, call, key, cafeOf(call, cafeId), subject, availability);
    ctx.menus.doubt();
    return { ...availability, menuVersion };
  };
