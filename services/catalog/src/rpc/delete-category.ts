import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { DeleteCategoryRequest, type DeleteCategoryResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { withoutCategory } from '../domain/catalogue.ts';
import { removeEntry } from '../steps/remove-entry.ts';

/** Deletes a category that has no products. */
export const deleteCategory =
  (ctx: CatalogContext): Rpc<DeleteCategoryRequest, DeleteCategoryResponse> =>
  async (request, call) => {
    const id = request.categoryId;
    const key = onceKey(call, request, (r) => DeleteCategoryRequest.encode(r).finish());
    await removeEntry(ctx, call, key, {
      part: 'categories',
      id,
      from: (catalogue) => withoutCategory(catalogue, id),
    });
    return {};
  };
