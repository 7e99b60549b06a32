import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import {
  AddProductModifiersRequest,
  type AddProductModifiersResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { added, entry, put } from '../domain/catalogue.ts';
import { ownGroup } from '../messages/requests.ts';
import { authorisedOwner } from '../steps/authorised-owner.ts';
import { change, idMade } from '../steps/change-catalogue.ts';

/** Adds a modifier group to those of a product, after the others; one that is there already stays where it is. */
export const addProductModifiers =
  (ctx: CatalogContext): Rpc<AddProductModifiersRequest, AddProductModifiersResponse> =>
  async (request, call) => {
    const { productId, group } = request;
    const organisationId = await authorisedOwner(ctx, call, 'products', productId);
    const fresh = group?.$case === 'modifierGroup' ? ownGroup(group.value, organisationId) : undefined;
    const id = fresh?.modifierGroupId ?? String(group?.value);
    const made = await change(ctx, call, {
      organisationId,
      key: onceKey(call, request, (r) => AddProductModifiersRequest.encode(r).finish()),
      made: { id },
      apply: (before) => {
        const catalogue = fresh ? added(before, 'groups', id, fresh) : before;
        entry(catalogue, 'groups', id);
        const product = entry(catalogue, 'products', productId);
        if (product.modifierGroupIds.includes(id)) return catalogue;
        const modifierGroupIds = [...product.modifierGroupIds, id];
        return put(catalogue, 'products', productId, { ...product, modifierGroupIds });
      },
    });
    return {
      product: await ctx.entries.product(call.scope, productId),
      modifierGroup: await ctx.entries.group(call.scope, idMade(made)),
    };
  };
