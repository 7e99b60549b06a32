import { cafeOf, type Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import {
  SetProductOverrideRequest,
  type SetProductOverrideResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { setProductOverride as writeOverride } from '../store/overrides.ts';

/** Sets what one café changes about a product. */
export const setProductOverride =
  (ctx: CatalogContext): Rpc<SetProductOverrideRequest, SetProductOverrideResponse> =>
  async (request, call) => {
    const { cafeId, productId, hidden, prices } = request;
    const key = onceKey(call, request, (r) => SetProductOverrideRequest.encode(r).finish());
    await ctx.menus.know(cafeId, call);
    const override = { productId, hidden, prices };
    const menuVersion = await writeOverride(ctx.db, call, key, cafeOf(call, cafeId), override);
    ctx.menus.doubt();
    return { override, menuVersion };
  };
