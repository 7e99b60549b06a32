import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { UpdateCategoryRequest, type UpdateCategoryResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { entry, put } from '../domain/catalogue.ts';
import { authorisedOwner } from '../steps/authorised-owner.ts';
import { change } from '../steps/change-catalogue.ts';

/** Changes a category; what the request leaves out stays. */
export const updateCategory =
  (ctx: CatalogContext): Rpc<UpdateCategoryRequest, UpdateCategoryResponse> =>
  async (request, call) => {
    const id = request.categoryId;
    const organisationId = await authorisedOwner(ctx, call, 'categories', id);
    await change(ctx, call, {
      organisationId,
      key: onceKey(call, request, (r) => UpdateCategoryRequest.encode(r).finish()),
      made: { id },
      apply: (catalogue) => {
        const old = entry(catalogue, 'categories', id, request.version);
        return put(catalogue, 'categories', id, {
          ...old,
          name: request.name ?? old.name,
          position: request.position ?? old.position,
          colour: request.colour ?? old.colour,
          needsPreparation: request.needsPreparation ?? old.needsPreparation,
          daypartIds: request.dayparts?.ids ?? old.daypartIds,
        });
      },
    });
    return { category: await ctx.entries.category(call.scope, id) };
  };
