import { organisationOf, type Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type { ListProductsRequest, ListProductsResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { PRODUCT_KEY } from '../store/read-entries.ts';

/** Lists the products of an organisation, or of one of its categories. */
export const listProducts =
  (ctx: CatalogContext): Rpc<ListProductsRequest, ListProductsResponse> =>
  async (request, call) => {
    const organisationId = organisationOf(call);
    const list = `products ${organisationId} ${request.categoryId}`;
    const page = decodePage(request.page, list, PRODUCT_KEY);
    const found = await ctx.entries.products(organisationId, page, request.categoryId);
    const { rows, nextPageToken } = cutPage(found, page, list, (row) => [
      row.categoryId,
      row.position,
      row.productId,
    ]);
    return { products: [...rows], pageInfo: { nextPageToken } };
  };
