import type { Rpc } from '@sippy/kit/call';
import type { ListOverridesRequest, ListOverridesResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { listOverrides as readOverrides } from '../store/overrides.ts';

/** Lists everything that one café changes. */
export const listOverrides =
  (ctx: CatalogContext): Rpc<ListOverridesRequest, ListOverridesResponse> =>
  async (request, call) =>
    readOverrides(ctx.db, call.scope, request.cafeId);
