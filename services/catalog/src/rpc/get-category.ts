import type { Rpc } from '@sippy/kit/call';
import type { GetCategoryRequest, GetCategoryResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';

/** Reads a category. */
export const getCategory =
  (ctx: CatalogContext): Rpc<GetCategoryRequest, GetCategoryResponse> =>
  async (request, call) => {
    const category = await ctx.entries.category(call.scope, request.categoryId);
    call.authoriseOrganisation(category.organisationId);
    return { category };
  };
