import type { Call } from '@sippy/kit/call';
import type { CatalogContext } from '../context.ts';
import { entryNotFound, type Part } from '../domain/catalogue.ts';
import { findOwner } from '../store/owners.ts';

/**
 * The organisation of an entry that the request names, once the caller is found to have the right there. Refuses with
 * NOT_FOUND, or as `authoriseOrganisation` does.
 */
export async function authorisedOwner(
  ctx: CatalogContext,
  call: Call,
  part: Part,
  id: string,
): Promise<string> {
  const organisationId = await findOwner(ctx.db, call.scope, part, id);
  if (organisationId === undefined) throw entryNotFound(part, id);
  call.authoriseOrganisation(organisationId);
  return organisationId;
}
