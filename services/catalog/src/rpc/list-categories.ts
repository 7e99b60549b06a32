import { organisationOf, type Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type { ListCategoriesRequest, ListCategoriesResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { PLACE_KEY } from '../store/read-entries.ts';

/** Lists the categories of an organisation. */
export const listCategories =
  (ctx: CatalogContext): Rpc<ListCategoriesRequest, ListCategoriesResponse> =>
  async (request, call) => {
    const organisationId = organisationOf(call);
    const list = `categories ${organisationId}`;
    const page = decodePage(request.page, list, PLACE_KEY);
    const found = await ctx.entries.categories(organisationId, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (row) => [row.position, row.categoryId]);
    return { categories: [...rows], pageInfo: { nextPageToken } };
  };
