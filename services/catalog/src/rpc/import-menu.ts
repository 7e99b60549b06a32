import { organisationOf, type Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { ImportMenuRequest, type ImportMenuResponse } from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { checkImport, countsOf, imported, sizeOf } from '../domain/import.ts';
import { change } from '../steps/change-catalogue.ts';

/** Creates or replaces many entries of a catalogue at once, all of them or none. */
export const importMenu =
  (ctx: CatalogContext): Rpc<ImportMenuRequest, ImportMenuResponse> =>
  async (request, call) => {
    const organisationId = organisationOf(call);
    checkImport(request);
    const made = await change(ctx, call, {
      organisationId,
      key: onceKey(call, request, (r) => ImportMenuRequest.encode(r).finish()),
      made: (diff) => ({ ...countsOf(diff, sizeOf(request)) }),
      apply: (catalogue) => imported(catalogue, organisationId, request),
    });
    return made as unknown as ImportMenuResponse;
  };
