import { organisationOf, type Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { onceKey } from '@sippy/kit/once';
import { invalidField } from '@sippy/kit/refusal';
import { organisationScope } from '@sippy/kit/scope';
import { CreateDaypartRequest, type CreateDaypartResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { added } from '../domain/catalogue.ts';
import { change, idMade } from '../steps/change-catalogue.ts';

/** Creates a daypart. */
export const createDaypart =
  (ctx: CatalogContext): Rpc<CreateDaypartRequest, CreateDaypartResponse> =>
  async (request, call) => {
    if (!request.daypart) throw invalidField('daypart', 'must be set');
    const organisationId = organisationOf(call);
    const id = request.daypart.daypartId || newId();
    const daypart = { ...request.daypart, daypartId: id, organisationId, version: 1n };
    const made = await change(ctx, call, {
      organisationId,
      key: onceKey(call, request, (r) => CreateDaypartRequest.encode(r).finish()),
      made: { id },
      apply: (catalogue) => added(catalogue, 'dayparts', id, daypart),
    });
    return { daypart: await ctx.entries.daypart(organisationScope(organisationId), idMade(made)) };
  };
