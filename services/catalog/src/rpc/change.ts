import type { Call } from '@sippy/kit/call';
import { type Json, type OnceKey, remembered } from '@sippy/kit/once';
import type { CatalogContext } from '../context.ts';
import type { Catalogue, Part } from '../domain/catalogue.ts';
import { type CatalogueChange, changeCatalogue } from '../store/change-catalogue.ts';
import { findOwner, notThere } from '../store/things.ts';

/** Changes what an organisation sells; this host shows it from then on. Returns what was made. */
export async function change(ctx: CatalogContext, call: Call, what: CatalogueChange): Promise<Json> {
  const made = await changeCatalogue(ctx.db, call, what);
  ctx.menus.doubt();
  return made;
}

/** The id that was made, now or when the request came first. */
export function idMade(made: Json): string {
  return (made as { id: string }).id;
}

/** Takes a thing away. A repetition of the request finds it gone and is content. */
export async function remove(
  ctx: CatalogContext,
  call: Call,
  key: OnceKey,
  gone: { part: Part; id: string; from: (catalogue: Catalogue) => Catalogue },
): Promise<void> {
  const owner = await findOwner(ctx.db, call.scope, gone.part, gone.id);
  const earlier = owner === undefined ? await remembered(ctx.db, call, key) : undefined;
  const organisationId = owner ?? (earlier as { organisation_id: string } | undefined)?.organisation_id;
  if (organisationId === undefined) throw notThere(gone.part, gone.id);
  call.authoriseOrganisation(organisationId);
  if (earlier !== undefined) return;
  await change(ctx, call, {
    organisationId,
    key,
    made: { organisation_id: organisationId },
    apply: gone.from,
  });
}
