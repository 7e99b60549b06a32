import type { PrincipalGrant } from '@sippy/kit/call';
import { permissionsOf, type Right } from './rights.ts';

/** A right together with the organisation it holds in. */
export interface PlacedRight extends Right {
  organisationId: string;
}

/**
 * The grants of an access token: rights in a whole organisation opened up to its cafés, added to those at single cafés,
 * and cafés with the same permissions put together. `cafesOf` gives the cafés of the organisations where it is needed.
 */
export function grantsOf(
  rights: readonly PlacedRight[],
  cafesOf: ReadonlyMap<string, readonly string[]>,
): PrincipalGrant[] {
  const grants: PrincipalGrant[] = [];
  for (const organisationId of new Set(rights.map((right) => right.organisationId))) {
    const own = rights.filter((right) => right.organisationId === organisationId);
    grants.push(...grantsIn(organisationId, own, cafesOf.get(organisationId) ?? []));
  }
  return grants;
}

/** The organisations whose cafés must be known to open up these rights. */
export function organisationsToOpen(rights: readonly PlacedRight[]): string[] {
  return [...new Set(rights.filter((right) => right.cafeId === null).map((right) => right.organisationId))];
}

function grantsIn(
  organisationId: string,
  rights: readonly PlacedRight[],
  cafes: readonly string[],
): PrincipalGrant[] {
  const everywhere = rights.filter((right) => right.cafeId === null).flatMap(permissionsOf);
  const heldAt = new Map<string, Set<string>>();
  const everyCafe = everywhere.length > 0 ? cafes : [];
  for (const cafeId of everyCafe) heldAt.set(cafeId, new Set(everywhere));
  for (const right of rights) {
    if (right.cafeId === null) continue;
    const held = heldAt.get(right.cafeId) ?? new Set(everywhere);
    for (const name of permissionsOf(right)) held.add(name);
    heldAt.set(right.cafeId, held);
  }
  const grouped = new Map<string, PrincipalGrant & { cafeIds: string[] }>();
  for (const [cafeId, held] of [...heldAt].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const permissions = [...held].sort();
    const key = permissions.join();
    const group = grouped.get(key) ?? { organisationId, cafeIds: [], permissions };
    group.cafeIds.push(cafeId);
    grouped.set(key, group);
  }
  if (grouped.size === 0 && everywhere.length > 0) {
    return [{ organisationId, cafeIds: [], permissions: [...new Set(everywhere)].sort() }];
  }
  return [...grouped.values()];
}
