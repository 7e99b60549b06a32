import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import {
  RemoveProductModifiersRequest,
  type RemoveProductModifiersResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { entry, put } from '../domain/catalogue.ts';
import { authorisedOwner } from '../steps/authorised-owner.ts';
import { change } from '../steps/change-catalogue.ts';

/** Takes a modifier group off a product. */
export const removeProductModifiers =
  (ctx: CatalogContext): Rpc<RemoveProductModifiersRequest, RemoveProductModifiersResponse> =>
  async (request, call) => {
    const { productId, modifierGroupId } = request;
    const organisationId = await authorisedOwner(ctx, call, 'products', productId);
    await change(ctx, call, {
      organisationId,
      key: onceKey(call, request, (r) => RemoveProductModifiersRequest.encode(r).finish()),
      made: { id: productId },
      apply: (catalogue) => {
        const product = entry(catalogue, 'products', productId);
        const modifierGroupIds = product.modifierGroupIds.filter((id) => id !== modifierGroupId);
        if (modifierGroupIds.length === product.modifierGroupIds.length) {
          throw notFound('modifier group of the product', modifierGroupId);
        }
        return put(catalogue, 'products', productId, { ...product, modifierGroupIds });
      },
    });
    return { product: await ctx.entries.product(call.scope, productId) };
  };
