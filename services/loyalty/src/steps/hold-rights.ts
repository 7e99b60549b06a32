import type { Call } from '@sippy/kit/call';
import { notFound } from '@sippy/kit/refusal';
import type { LoyaltyContext } from '../context.ts';
import type { Hold } from '../domain/holds.ts';
import { findHoldIn } from '../store/holds.ts';

/** The hold that a request names, if the caller may do this with it. Refuses with NOT_FOUND. */
export async function authorisedHold(ctx: LoyaltyContext, call: Call, holdId: string): Promise<Hold> {
  const hold = await findHoldIn(ctx.db, call.scope, holdId);
  if (!hold) throw notFound('hold', holdId);
  call.authoriseResource({ cafeId: hold.cafeId, customerId: hold.customerId });
  return hold;
}
