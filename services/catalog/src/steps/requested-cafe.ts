import type { Call } from '@sippy/kit/call';
import type { CafeRef } from '../domain/cafe.ts';

/** The organisation of the café that the request names; the access rule has authorised it. */
export function organisationOf(call: Call): string {
  if (!call.organisationId) throw new Error(`${call.method} has no organisation`);
  return call.organisationId;
}

/** The café that the request names, with its organisation; the access rule has authorised both. */
export function cafeOf(call: Call, cafeId: string): CafeRef {
  return { cafeId, organisationId: organisationOf(call) };
}
