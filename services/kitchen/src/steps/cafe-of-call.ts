import type { Call } from '@sippy/kit/call';
import type { CafeRef } from '../store/stations.ts';

/** The café that the request names, with its organisation; the access rule has authorised both. */
export function cafeOfCall(call: Call, cafeId: string): CafeRef {
  if (!call.organisationId) throw new Error(`${call.method} has no organisation`);
  return { cafeId, organisationId: call.organisationId };
}
