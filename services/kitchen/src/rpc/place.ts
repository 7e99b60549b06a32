import type { Call } from '@sippy/kit/call';
import type { KitchenContext } from '../context.ts';
import { getTicket } from '../store/read.ts';
import type { CafeRef } from '../store/stations.ts';

/** The café that the request names, with its organisation; the access rule has authorised both. */
export function cafeOf(call: Call, cafeId: string): CafeRef {
  if (!call.organisationId) throw new Error(`${call.method} has no organisation`);
  return { cafeId, organisationId: call.organisationId };
}

/** Where a ticket is that the request names, once the caller is found to have the right there. */
export async function placeOf(
  ctx: KitchenContext,
  call: Call,
  ticketId: string,
): Promise<{ cafeId: string; orderId: string }> {
  const { cafeId, orderId } = await getTicket(ctx.db, call.scope, ticketId);
  call.authoriseCafe(cafeId);
  return { cafeId, orderId };
}
