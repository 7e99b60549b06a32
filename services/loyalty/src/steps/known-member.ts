import { type Call, organisationOf } from '@sippy/kit/call';
import type { OnBehalf } from '@sippy/kit/client';
import { notFound } from '@sippy/kit/refusal';
import type { LoyaltyContext } from '../context.ts';
import { organisationsWith } from '../store/networks.ts';
import { type MemberKey, readPurses } from '../store/purses.ts';

/** Passes for whoever has had points in the network, and for customers of the caller's organisation. Refuses with NOT_FOUND. */
export async function assertMember(ctx: LoyaltyContext, call: Call, member: MemberKey): Promise<void> {
  await assertKnown(ctx, call, member, async () => [organisationOf(call)]);
}

/**
 * Passes for whoever has had points in the network, and for customers of any owner in the network of a café. Refuses with
 * NOT_FOUND.
 */
export async function assertMemberAt(
  ctx: LoyaltyContext,
  on: OnBehalf,
  member: MemberKey,
  cafeId: string,
): Promise<void> {
  await assertKnown(ctx, on, member, () => organisationsWith(ctx.db, cafeId, ctx.clock.now()));
}

async function assertKnown(
  ctx: LoyaltyContext,
  on: OnBehalf,
  { customerId, networkId }: MemberKey,
  organisations: () => Promise<readonly string[]>,
): Promise<void> {
  const known = await readPurses(ctx.db, customerId, networkId);
  if (known.length > 0) return;
  const [theirs, ours] = [await ctx.customers.organisationsOf(customerId, on), await organisations()];
  if (!theirs.some((organisationId) => ours.includes(organisationId))) throw notFound('customer', customerId);
}
