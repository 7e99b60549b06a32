import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type { ListDaypartsRequest, ListDaypartsResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { nameKey } from '../store/read-things.ts';
import { organisationOf } from './ownership.ts';

/** Lists the dayparts of an organisation. */
export const listDayparts =
  (ctx: CatalogContext): Rpc<ListDaypartsRequest, ListDaypartsResponse> =>
  async (request, call) => {
    const organisationId = organisationOf(call);
    const list = `dayparts ${organisationId}`;
    const page = decodePage(request.page, list, nameKey);
    const found = await ctx.things.dayparts(organisationId, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (row) => [row.name, row.daypartId]);
    return { dayparts: [...rows], pageInfo: { nextPageToken } };
  };
