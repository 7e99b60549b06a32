import { cafeOf, type Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import {
  SetModifierOverrideRequest,
  type SetModifierOverrideResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { setModifierOverride as writeOverride } from '../store/overrides.ts';

/** Sets what one café changes about a modifier. */
export const setModifierOverride =
  (ctx: CatalogContext): Rpc<SetModifierOverrideRequest, SetModifierOverrideResponse> =>
  async (request, call) => {
    const { cafeId, modifierId, hidden, price } = request;
    const key = onceKey(call, request, (r) => SetModifierOverrideRequest.encode(r).finish());
    await ctx.menus.know(cafeId, call);
    const override = { modifierId, hidden, price };
    const menuVersion = await writeOverride(ctx.db, call, key, cafeOf(call, cafeId), override);
    ctx.menus.doubt();
    return { override, menuVersion };
  };
