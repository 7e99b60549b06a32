import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { invalidField } from '@sippy/kit/refusal';
import { UpdateDaypartRequest, type UpdateDaypartResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { entry, put } from '../domain/catalogue.ts';
import { authorisedOwner } from '../steps/authorised-owner.ts';
import { change } from '../steps/change-catalogue.ts';

/** Replaces a daypart. */
export const updateDaypart =
  (ctx: CatalogContext): Rpc<UpdateDaypartRequest, UpdateDaypartResponse> =>
  async (request, call) => {
    const { daypart, daypartId: id, version } = request;
    if (!daypart) throw invalidField('daypart', 'must be set');
    const organisationId = await authorisedOwner(ctx, call, 'dayparts', id);
    await change(ctx, call, {
      organisationId,
      key: onceKey(call, request, (r) => UpdateDaypartRequest.encode(r).finish()),
      made: { id },
      apply: (catalogue) => {
        entry(catalogue, 'dayparts', id, version);
        return put(catalogue, 'dayparts', id, { ...daypart, daypartId: id, organisationId });
      },
    });
    return { daypart: await ctx.entries.daypart(call.scope, id) };
  };
