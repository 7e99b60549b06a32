import type { Rpc } from '@sippy/kit/call';
import { tellOnce } from '@sippy/kit/told-once';
import type { Menu } from '@sippy/proto/catalog/v1/catalog';
import type { GetMenuRequest, GetMenuResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';

/** Reads the menu of a café, for everyone and for the cache in front. */
export const getMenu =
  (ctx: CatalogContext): Rpc<GetMenuRequest, GetMenuResponse> =>
  async (request, call) => {
    const menu = await ctx.menus.of(request.cafeId);
    call.setHeader('cache-control', 'public, max-age=0, s-maxage=1');
    call.setHeader('etag', `"${menu.version}"`);
    return answer(menu);
  };

const answer = tellOnce((menu: Menu): GetMenuResponse => ({ menu }));
