import type { Rpc } from '@sippy/kit/call';
import type { GetProductRequest, GetProductResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';

/** Reads a product. */
export const getProduct =
  (ctx: CatalogContext): Rpc<GetProductRequest, GetProductResponse> =>
  async (request, call) => {
    const product = await ctx.entries.product(call.scope, request.productId);
    call.authoriseOrganisation(product.organisationId);
    return { product };
  };
