import type { Rpc } from '@sippy/kit/call';
import { notFound, Refusal } from '@sippy/kit/refusal';
import type { QuotePointsRequest, QuotePointsResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { noProgramme, orderHasHold, orderNotPayable, orderOfAnother } from '../domain/refusals.ts';
import { type Quote, quotePoints as quote } from '../domain/spend.ts';
import { askedMember } from '../steps/asked-member.ts';
import { liveHoldOf } from '../store/holds.ts';
import { placeOf } from '../store/places.ts';
import { readPurse } from '../store/purses.ts';

/** Tells what a member's points can pay of an order. */
export const quotePoints =
  (ctx: LoyaltyContext): Rpc<QuotePointsRequest, QuotePointsResponse> =>
  async (request, call) => {
    const { orderId, cafeId, points } = request;
    const customerId = askedMember(call, { ...request, cafeId: '' });
    const order = await ctx.orders.read(orderId, call);
    const isOwn = call.scope.kind === 'customer' ? order.customerId === customerId : order.cafeId === cafeId;
    if (!isOwn) throw notFound('order', orderId);
    const now = ctx.clock.now();
    const answer = (found: Quote, least: bigint, refusal?: Refusal): QuotePointsResponse => {
      const money = (minor: bigint) => ({ currencyCode: order.currencyCode, minor });
      return {
        ...{ points: found.points, amount: money(found.amount), rest: money(order.due - found.amount) },
        ...{ mostPoints: found.mostPoints, mostAmount: money(found.mostAmount), leastPoints: least },
        ...{ reason: refusal?.reason ?? '', message: refusal?.message ?? '' },
      };
    };
    const place = await placeOf(ctx.db, { cafeId: order.cafeId, time: now });
    const least = BigInt(Math.max(place?.rules.redeem.minPoints ?? 1, 1));
    try {
      if (!place || place.currencyCode !== order.currencyCode) throw noProgramme();
      if (order.customerId !== null && order.customerId !== customerId) throw orderOfAnother(order.number);
      const live = await liveHoldOf(ctx.db, orderId);
      if (live) throw orderHasHold(live);
      if (order.due <= 0n) throw orderNotPayable(order.number);
      const purse = await readPurse(ctx.db, { customerId, networkId: place.networkId });
      return answer(quote(purse, place, { orderTotal: order.total, most: order.due, points }, now), least);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return answer({ points: 0n, amount: 0n, mostPoints: 0n, mostAmount: 0n }, least, error);
    }
  };
