import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { DeleteDaypartRequest, type DeleteDaypartResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { withoutDaypart } from '../domain/catalogue.ts';
import { removeEntry } from '../steps/remove-entry.ts';

/** Deletes a daypart that limits nothing. */
export const deleteDaypart =
  (ctx: CatalogContext): Rpc<DeleteDaypartRequest, DeleteDaypartResponse> =>
  async (request, call) => {
    const id = request.daypartId;
    const key = onceKey(call, request, (r) => DeleteDaypartRequest.encode(r).finish());
    await removeEntry(ctx, call, key, {
      part: 'dayparts',
      id,
      from: (catalogue) => withoutDaypart(catalogue, id),
    });
    return {};
  };
