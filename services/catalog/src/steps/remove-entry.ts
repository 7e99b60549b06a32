import type { Call } from '@sippy/kit/call';
import { type OnceKey, remembered } from '@sippy/kit/once';
import type { CatalogContext } from '../context.ts';
import { type Catalogue, entryNotFound, type Part } from '../domain/catalogue.ts';
import { findOwner } from '../store/owners.ts';
import { change } from './change-catalogue.ts';

/** Takes an entry out of its catalogue. A repetition of the request finds it gone and is content. */
export async function removeEntry(
  ctx: CatalogContext,
  call: Call,
  key: OnceKey,
  gone: { part: Part; id: string; from: (catalogue: Catalogue) => Catalogue },
): Promise<void> {
  const owner = await findOwner(ctx.db, call.scope, gone.part, gone.id);
  const earlier = owner === undefined ? await remembered(ctx.db, call, key) : undefined;
  const organisationId = owner ?? (earlier as { organisation_id: string } | undefined)?.organisation_id;
  if (organisationId === undefined) throw entryNotFound(gone.part, gone.id);
  call.authoriseOrganisation(organisationId);
  if (earlier !== undefined) return;
  await change(ctx, call, {
    organisationId,
    key,
    made: { organisation_id: organisationId },
    apply: gone.from,
  });
}
