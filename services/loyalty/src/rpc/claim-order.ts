import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { ClaimOrderRequest, type ClaimOrderResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { claimTooLate, noProgramme, orderNotPaid, orderOfAnother } from '../domain/refusals.ts';
import { assertMember } from '../steps/known-member.ts';
import { postEarnings } from '../steps/post-earnings.ts';
import { claimEarning, postedFor } from '../store/earnings.ts';
import { placeOf } from '../store/places.ts';

/** For how many days after its payment an order can be claimed. */
const CLAIM_DAYS = 7;

/** Gives a guest's paid order to a member. */
export const claimOrder =
  (ctx: LoyaltyContext): Rpc<ClaimOrderRequest, ClaimOrderResponse> =>
  async (request, call) => {
    const { cafeId, orderId, customerId } = request;
    const order = await ctx.orders.read(orderId, call);
    if (order.cafeId !== cafeId) throw notFound('order', orderId);
    if (order.customerId !== null && order.customerId !== customerId) throw orderOfAnother(order.number);
    const payment = await ctx.payments.ofPaidOrder(order, call);
    if (!payment?.completion) throw orderNotPaid(order.number);
    const now = ctx.clock.now();
    const time = payment.completion.paymentTime;
    if (now.getTime() - time.getTime() > CLAIM_DAYS * 86_400_000)
      throw claimTooLate(order.number, CLAIM_DAYS);
    const place = await placeOf(ctx.db, { cafeId, time });
    if (!place) throw noProgramme();
    await assertMember(ctx, call, { customerId, networkId: place.networkId });
    const key = onceKey(call, request, (r) => ClaimOrderRequest.encode(r).finish());
    const claim = () =>
      ctx.db.transaction(serviceScope, async (tx) => {
        await tx.once(key, {});
        const earning = await claimEarning(tx, order, payment, customerId, now);
        if (earning.customerId !== customerId) throw orderOfAnother(order.number);
        await postEarnings(ctx, tx, [earning], { call });
      });
    await once(ctx.db, call, key, claim, async () => undefined);
    return { points: await postedFor(ctx.db, orderId) };
  };
