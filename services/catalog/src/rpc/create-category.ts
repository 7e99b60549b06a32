import { organisationOf, type Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { onceKey } from '@sippy/kit/once';
import { organisationScope } from '@sippy/kit/scope';
import { CreateCategoryRequest, type CreateCategoryResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { added } from '../domain/catalogue.ts';
import { change, idMade } from '../steps/change-catalogue.ts';

/** Creates a category. */
export const createCategory =
  (ctx: CatalogContext): Rpc<CreateCategoryRequest, CreateCategoryResponse> =>
  async (request, call) => {
    const organisationId = organisationOf(call);
    const id = request.categoryId || newId();
    const { name, position, colour, needsPreparation, daypartIds } = request;
    const category = {
      categoryId: id,
      organisationId,
      name,
      position,
      colour,
      needsPreparation,
      daypartIds,
      version: 1n,
    };
    const made = await change(ctx, call, {
      organisationId,
      key: onceKey(call, request, (r) => CreateCategoryRequest.encode(r).finish()),
      made: { id },
      apply: (catalogue) => added(catalogue, 'categories', id, category),
    });
    return { category: await ctx.entries.category(organisationScope(organisationId), idMade(made)) };
  };
