import type { Call, Rpc } from '@sippy/kit/call';
import type { Limit } from '@sippy/kit/limits';
import { once, onceKey } from '@sippy/kit/once';
import { invalidField, tooManyRequests } from '@sippy/kit/refusal';
import { ReviewStatus } from '@sippy/proto/loyalty/v1/guard';
import { ClaimOrderRequest, type ClaimOrderResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { askedMember } from '../steps/asked-member.ts';
import { claimNow, personBehind } from '../steps/claim.ts';
import { postedFor } from '../store/earnings.ts';

/** Codes that may be tried for one member. */
const TRIES: Limit = { max: 10, perMs: 60 * 60_000 };

/** Gives a guest's paid order to a member. */
export const claimOrder =
  (ctx: LoyaltyContext): Rpc<ClaimOrderRequest, ClaimOrderResponse> =>
  async (request, call) => {
    const { cafeId } = request;
    const customerId = askedMember(call, { ...request, cafeId: '' });
    const orderId = await orderOf(ctx, call, request, customerId);
    const key = onceKey(call, request, (r) => ClaimOrderRequest.encode(r).finish());
    const claimedById = call.scope.kind === 'customer' ? null : personBehind(call.actor);
    const claim = { cafeId, orderId, customerId, time: ctx.clock.now(), claimedById };
    const give = () => claimNow(ctx, call, claim, (tx) => tx.once(key, {}), call);
    await once(ctx.db, call, key, give, async () => undefined);
    const { posted, review } = await postedFor(ctx.db, orderId);
    return { points: posted, review: ReviewStatus[review ?? 'UNSPECIFIED'] };
  };

/** The order that staff name, or that the code of a receipt is for. */
async function orderOf(
  ctx: LoyaltyContext,
  call: Call,
  request: ClaimOrderRequest,
  customerId: string,
): Promise<string> {
  const { cafeId, orderId, claimCode, receiptNumber, businessDay } = request;
  if (claimCode === '') {
    // Without the code of the receipt only the café itself can say whose an order was.
    if (call.scope.kind === 'customer') call.authoriseCafe(cafeId, 'loyalty.redeem');
    if (orderId !== '') return orderId;
    throw invalidField('order_id', 'must be set where there is no claim_code');
  }
  if (orderId === '' && (receiptNumber === '' || businessDay === ''))
    throw invalidField('receipt_number', 'must be set with business_day where the order is not named');
  const { allowed, retryAfterMs } = await ctx.limits.take(`loyalty-claim:${customerId}`, TRIES);
  if (!allowed) throw tooManyRequests(retryAfterMs);
  return ctx.payments.claimedOrder(request, call);
}
