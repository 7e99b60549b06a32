import { type Call, organisationOf } from '@sippy/kit/call';
import type { LoyaltyContext } from '../context.ts';
import { type MemberKey, readPurses } from '../store/purses.ts';

/**
 * Passes for a customer of the café's organisation, and for whoever has had points in its network: they became a member at a café
 * of another owner. Refuses with NOT_FOUND.
 */
export async function assertMember(ctx: LoyaltyContext, call: Call, member: MemberKey): Promise<void> {
  const known = await readPurses(ctx.db, member.customerId, member.networkId);
  if (known.length === 0) await ctx.customers.assertCustomer(organisationOf(call), member.customerId, call);
}
