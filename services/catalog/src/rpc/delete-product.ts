import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { DeleteProductRequest, type DeleteProductResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { withoutProduct } from '../domain/catalogue.ts';
import { removeEntry } from '../steps/remove-entry.ts';

/** Deletes a product. */
export const deleteProduct =
  (ctx: CatalogContext): Rpc<DeleteProductRequest, DeleteProductResponse> =>
  async (request, call) => {
    const id = request.productId;
    const key = onceKey(call, request, (r) => DeleteProductRequest.encode(r).finish());
    await removeEntry(ctx, call, key, {
      part: 'products',
      id,
      from: (catalogue) => withoutProduct(catalogue, id),
    });
    return {};
  };
