import type { Rpc } from '@sippy/kit/call';
import type { GetDaypartRequest, GetDaypartResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';

/** Reads a daypart. */
export const getDaypart =
  (ctx: CatalogContext): Rpc<GetDaypartRequest, GetDaypartResponse> =>
  async (request, call) => {
    const daypart = await ctx.entries.daypart(call.scope, request.daypartId);
    call.authoriseOrganisation(daypart.organisationId);
    return { daypart };
  };
