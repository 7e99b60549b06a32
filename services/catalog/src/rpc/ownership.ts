import type { Call } from '@sippy/kit/call';
import type { CatalogContext } from '../context.ts';
import type { Part } from '../domain/catalogue.ts';
import { findOwner, notThere } from '../store/things.ts';

/** The organisation of the café that the request names; the access rule has authorised it. */
export function organisationOf(call: Call): string {
  if (!call.organisationId) throw new Error(`${call.method} has no organisation`);
  return call.organisationId;
}

/** The café that the request names, with its organisation; the access rule has authorised both. */
export function cafeOf(call: Call, cafeId: string): { cafeId: string; organisationId: string } {
  return { cafeId, organisationId: organisationOf(call) };
}

/** The organisation of a thing that the request names, once the caller is found to have the right there. */
export async function authorisedOwner(
  ctx: CatalogContext,
  call: Call,
  part: Part,
  id: string,
): Promise<string> {
  const organisationId = await findOwner(ctx.db, call.scope, part, id);
  if (organisationId === undefined) throw notThere(part, id);
  call.authoriseOrganisation(organisationId);
  return organisationId;
}
