import type { Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { onceKey } from '@sippy/kit/once';
import { CreateProductRequest, type CreateProductResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { added } from '../domain/catalogue.ts';
import { withIds } from '../messages/requests.ts';
import { authorisedOwner } from '../steps/authorised-owner.ts';
import { change, idMade } from '../steps/change-catalogue.ts';

/** Creates a product. */
export const createProduct =
  (ctx: CatalogContext): Rpc<CreateProductRequest, CreateProductResponse> =>
  async (request, call) => {
    const organisationId = await authorisedOwner(ctx, call, 'categories', request.categoryId);
    const id = request.productId || newId();
    const product = {
      productId: id,
      organisationId,
      categoryId: request.categoryId,
      name: request.name,
      description: request.description,
      taxCategory: request.taxCategory,
      variants: withIds(request.variants),
      modifierGroupIds: request.modifierGroupIds,
      allergens: request.allergens,
      position: request.position,
      daypartIds: request.daypartIds,
      version: 1n,
    };
    const made = await change(ctx, call, {
      organisationId,
      key: onceKey(call, request, (r) => CreateProductRequest.encode(r).finish()),
      made: { id },
      apply: (catalogue) => added(catalogue, 'products', id, product),
    });
    return { product: await ctx.entries.product(call.scope, idMade(made)) };
  };
