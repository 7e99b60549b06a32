import { z } from 'zod';
import type { PrincipalGrant } from './call.ts';

/** Bytes of a UUID. */
const ID_BYTES = 16;

const packedIds = z.base64url().refine((text) => Buffer.byteLength(text, 'base64url') % ID_BYTES === 0);

/** The claims of an access token that say what its bearer may do; optional, since services have none. */
export const grantClaims = {
  /** Organisation (`o`), cafés (`c`), and which of `sets` holds there (`p`). */
  grants: z.array(z.object({ o: packedIds, c: packedIds, p: z.int().min(0) })).default([]),
  /** Lists of permissions, each once. */
  sets: z.array(z.array(z.string())).default([]),
};

/** Grants as an access token carries them. */
export type GrantClaims = z.infer<z.ZodObject<typeof grantClaims>>;

/**
 * Grants as claims: ids as bytes, and a list of permissions that holds in many places said once, so that the owner of some
 * five hundred cafés still fits into a header.
 */
export function packGrants(grants: readonly PrincipalGrant[]): GrantClaims {
  const sets = new Map<string, number>();
  return {
    grants: grants.map(({ organisationId, cafeIds, permissions }) => {
      const key = permissions.join(' ');
      const p = sets.get(key) ?? sets.size;
      sets.set(key, p);
      return { o: pack([organisationId]), c: pack(cafeIds), p };
    }),
    sets: [...sets.keys()].map((key) => (key === '' ? [] : key.split(' '))),
  };
}

/** The grants that claims of the right form stand for; undefined where one names a list that is not there. */
export function unpackGrants(claims: GrantClaims): PrincipalGrant[] | undefined {
  const grants: PrincipalGrant[] = [];
  for (const { o, c, p } of claims.grants) {
    const [organisationId] = unpack(o);
    const permissions = claims.sets[p];
    if (organisationId === undefined || permissions === undefined) return undefined;
    grants.push({ organisationId, cafeIds: unpack(c), permissions });
  }
  return grants;
}

function pack(ids: readonly string[]): string {
  return Buffer.from(ids.join('').replaceAll('-', ''), 'hex').toString('base64url');
}

function unpack(packed: string): string[] {
  const hex = Buffer.from(packed, 'base64url').toString('hex');
  const ids = hex.match(/.{32}/g) ?? [];
  return ids.map((id) => id.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5'));
}
