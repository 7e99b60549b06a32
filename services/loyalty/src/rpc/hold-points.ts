import type { Call, Rpc } from '@sippy/kit/call';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import { newId } from '@sippy/kit/ids';
import { onceKey } from '@sippy/kit/once';
import { invalidField, notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { HoldPointsRequest, type HoldPointsResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { holdPoints as hold } from '../domain/holds.ts';
import { begin } from '../domain/posting.ts';
import { noProgramme, orderHasHold, orderNotPayable, orderOfAnother } from '../domain/refusals.ts';
import { holdMessage } from '../messages/answers.ts';
import type { AskedOrder } from '../peers/orders.ts';
import { askedMember } from '../steps/asked-member.ts';
import { postOnce } from '../steps/post-once.ts';
import { findHoldIn, liveHolds } from '../store/holds.ts';
import { placeOf } from '../store/places.ts';

/** Locks points to pay a part of an order. */
export const holdPoints =
  (ctx: LoyaltyContext): Rpc<HoldPointsRequest, HoldPointsResponse> =>
  async (request, call) => {
    const customerId = askedMember(call, { ...request, cafeId: '' });
    const key = onceKey(call, request, (r) => HoldPointsRequest.encode(r).finish());
    const order = await orderOf(ctx, call, request, customerId);
    const place = await placeOf(ctx.db, { cafeId: order.cafeId, time: ctx.clock.now() });
    if (!place || place.currencyCode !== order.currencyCode) throw noProgramme();
    const { orderId, points } = request;
    const member = { customerId, networkId: place.networkId };
    const posted = await postOnce(ctx, call, key, member, async (purse, tx) => {
      const [live] = await liveHolds(tx, [orderId]);
      if (live) throw orderHasHold(live.hold.holdId);
      if (order.due <= 0n) throw orderNotPayable(order.number);
      const wish = { holdId: newId(), orderId, orderTotal: order.total, orderDue: order.due, points };
      return hold(begin(purse), place, wish, ctx.moment());
    }).catch((error) => {
      if (!isUniqueViolation(error, 'hold_order')) throw error;
      throw orderHasHold('of the other customer');
    });
    const made = await findHoldIn(ctx.db, serviceScope, posted?.holdId ?? '');
    if (!made) throw new Error('a hold that was just made is not there');
    return { hold: holdMessage(made) };
  };

async function orderOf(
  ctx: LoyaltyContext,
  call: Call,
  { orderId, cafeId }: HoldPointsRequest,
  customerId: string,
): Promise<AskedOrder> {
  const order = await ctx.orders.read(orderId, call);
  if (call.scope.kind === 'customer') {
    if (order.customerId !== customerId) throw notFound('order', orderId);
    if (cafeId !== '' && cafeId !== order.cafeId)
      throw invalidField('cafe_id', 'must be the café of the order');
    return order;
  }
  if (order.cafeId !== cafeId) throw notFound('order', orderId);
  if (order.customerId !== null && order.customerId !== customerId) throw orderOfAnother(order.number);
  return order;
}
