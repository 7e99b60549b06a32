import { organisationOf, type Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type { ListDaypartsRequest, ListDaypartsResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { NAME_KEY } from '../store/read-entries.ts';

/** Lists the dayparts of an organisation. */
export const listDayparts =
  (ctx: CatalogContext): Rpc<ListDaypartsRequest, ListDaypartsResponse> =>
  async (request, call) => {
    const organisationId = organisationOf(call);
    const list = `dayparts ${organisationId}`;
    const page = decodePage(request.page, list, NAME_KEY);
    const found = await ctx.entries.dayparts(organisationId, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (row) => [row.name, row.daypartId]);
    return { dayparts: [...rows], pageInfo: { nextPageToken } };
  };
