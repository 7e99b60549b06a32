import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { serviceScope } from '@sippy/kit/scope';
import { LeasePointsRequest, type LeasePointsResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { grantLease } from '../domain/leases.ts';
import { begin, dayOf } from '../domain/posting.ts';
import { checkRedemptions } from '../domain/redemptions.ts';
import { noProgramme } from '../domain/refusals.ts';
import { holdMessage } from '../messages/answers.ts';
import { postOnce } from '../steps/post-once.ts';
import { findHoldIn, useOf } from '../store/holds.ts';
import { placeOf } from '../store/places.ts';

/** Locks points for a till that may be offline when they are spent. */
export const leasePoints =
  (ctx: LoyaltyContext): Rpc<LeasePointsRequest, LeasePointsResponse> =>
  async (request, call) => {
    const { requestId: holdId, cafeId, customerId, points, minutes } = request;
    const key = onceKey(call, request, (r) => LeasePointsRequest.encode(r).finish());
    const place = await placeOf(ctx.db, { cafeId, time: ctx.clock.now() });
    if (!place) throw noProgramme();
    const { networkId, rules } = place;
    const posted = await postOnce(ctx, call, key, { customerId, networkId }, async (purse, tx) => {
      const moment = ctx.moment();
      const { times } = await useOf(tx, { ...purse, orderId: null }, dayOf(moment, place.zone));
      checkRedemptions(rules.guards, times);
      return grantLease(begin(purse), place, { holdId, points, minutes }, moment);
    });
    const made = await findHoldIn(ctx.db, serviceScope, posted?.holdId ?? '');
    if (!made) throw new Error('a lease that was just granted is not there');
    return { lease: holdMessage(made) };
  };
