import type { Rpc } from '@sippy/kit/call';
import type {
  GetMenuSnapshotRequest,
  GetMenuSnapshotResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';

/** Reads the menu of a café for another service, unless it has it already. */
export const getMenuSnapshot =
  (ctx: CatalogContext): Rpc<GetMenuSnapshotRequest, GetMenuSnapshotResponse> =>
  async (request) => {
    const menu = await ctx.menus.of(request.cafeId);
    return { menu: menu.version === request.knownVersion ? undefined : menu };
  };
