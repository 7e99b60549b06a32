import { cafeOf, type Rpc } from '@sippy/kit/call';
import { refuse, tooManyRequests } from '@sippy/kit/refusal';
import { LookUpKind } from '@sippy/proto/customer/v1/customer_event';
import type {
  LookUpCustomerRequest,
  LookUpCustomerResponse,
} from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { type AskedKey, readAskedKey } from '../domain/look-up.ts';
import { customerMessage, networkMemberMessage } from '../messages/answers.ts';
import { customerLookedUp } from '../messages/facts.ts';
import { customerOfCard, memberOfCard } from '../store/cards.ts';
import { findCustomer, lookUp } from '../store/customers.ts';
import { tell } from '../store/tell.ts';

/** More than a busy counter needs, and far too few to try out numbers. */
const STAFF_LIMIT = { max: 60, perMs: 60_000 };
/** What all staff of a café may do together. */
const CAFE_LIMIT = { max: 240, perMs: 60_000 };

/** Finds the customer who has exactly what the request names, and tells that somebody looked. */
export const lookUpCustomer =
  (ctx: CustomerContext): Rpc<LookUpCustomerRequest, LookUpCustomerResponse> =>
  async ({ cafeId, key }, call) => {
    const cafe = cafeOf(call, cafeId);
    const asked = readAskedKey(key);
    await takeTry(ctx, `look-up:${call.principal.id}`, STAFF_LIMIT);
    await takeTry(ctx, `look-up-at:${cafeId}`, CAFE_LIMIT);
    const found = await find(ctx, asked, cafe);
    const { customer, networkMember } = found ?? {};
    const customerId = customer?.profile?.customerId ?? networkMember?.customerId;
    const who =
      customerId === undefined ? undefined : { customerId, networkMember: networkMember !== undefined };
    await tell(ctx.db, [customerLookedUp(who, LookUpKind[asked.kind], cafe)]);
    // What was asked for is not repeated: it is personal.
    if (!found) throw refuse('NOT_FOUND', 'NOT_FOUND', 'There is no such customer.', { domain: 'sippy' });
    return found;
  };

async function find(
  ctx: CustomerContext,
  asked: AskedKey,
  { cafeId, organisationId }: { cafeId: string; organisationId: string },
): Promise<LookUpCustomerResponse | undefined> {
  if (asked.kind !== 'SCAN') {
    const row = await lookUp(ctx.db, organisationId, asked.key, asked.value);
    return row && { customer: customerMessage(row), networkMember: undefined };
  }
  const customerId = await customerOfCard(ctx.db, asked.card);
  if (customerId === undefined) return undefined;
  const own = await findCustomer(ctx.db, organisationId, customerId);
  if (own) return { customer: customerMessage(own), networkMember: undefined };
  const member = await memberOfCard(ctx.db, asked.card, await ctx.networkOf(cafeId));
  return member && { customer: undefined, networkMember: networkMemberMessage(member) };
}

async function takeTry(ctx: CustomerContext, key: string, limit: typeof STAFF_LIMIT): Promise<void> {
  const { allowed, retryAfterMs } = await ctx.limits.take(key, limit);
  if (!allowed) throw tooManyRequests(retryAfterMs);
}
