import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { UpdateProductRequest, type UpdateProductResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { entry, put } from '../domain/catalogue.ts';
import { withIds } from '../messages/requests.ts';
import { authorisedOwner } from '../steps/authorised-owner.ts';
import { change } from '../steps/change-catalogue.ts';

/** Changes a product; what the request leaves out stays. */
export const updateProduct =
  (ctx: CatalogContext): Rpc<UpdateProductRequest, UpdateProductResponse> =>
  async (request, call) => {
    const id = request.productId;
    const organisationId = await authorisedOwner(ctx, call, 'products', id);
    const variants = withIds(request.variants);
    await change(ctx, call, {
      organisationId,
      key: onceKey(call, request, (r) => UpdateProductRequest.encode(r).finish()),
      made: { id },
      apply: (catalogue) => {
        const old = entry(catalogue, 'products', id, request.version);
        return put(catalogue, 'products', id, {
          ...old,
          categoryId: request.categoryId || old.categoryId,
          name: request.name ?? old.name,
          description: request.description ?? old.description,
          taxCategory: request.taxCategory ?? old.taxCategory,
          variants: variants.length > 0 ? variants : old.variants,
          modifierGroupIds: request.modifierGroups?.ids ?? old.modifierGroupIds,
          allergens: request.allergens?.values ?? old.allergens,
          position: request.position ?? old.position,
          daypartIds: request.dayparts?.ids ?? old.daypartIds,
        });
      },
    });
    return { product: await ctx.entries.product(call.scope, id) };
  };
