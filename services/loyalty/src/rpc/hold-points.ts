import type { Rpc } from '@sippy/kit/call';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import { onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { HoldPointsRequest, type HoldPointsResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { holdPoints as hold } from '../domain/holds.ts';
import { spendLease } from '../domain/leases.ts';
import { begin, dayOf } from '../domain/posting.ts';
import { checkRedemptions } from '../domain/redemptions.ts';
import { holdTooLate, noProgramme, orderHasHold } from '../domain/refusals.ts';
import { holdMessage } from '../messages/answers.ts';
import { postOnce } from '../steps/post-once.ts';
import { findHoldIn, readHold, useOf } from '../store/holds.ts';
import { placeOf } from '../store/places.ts';

/** Locks points for a payment, once: its id is that of the request. */
export const holdPoints =
  (ctx: LoyaltyContext): Rpc<HoldPointsRequest, HoldPointsResponse> =>
  async (request, call) => {
    const { requestId: holdId, cafeId, orderId, customerId, points, orderTotal, most, beforeTime } = request;
    const { leaseId, saleTime } = request;
    const place = await placeOf(ctx.db, { cafeId, time: saleTime ?? ctx.clock.now() });
    if (!place || place.currencyCode !== most?.currencyCode) throw noProgramme();
    // What is asked again may have become cheaper since; whose points and for which order is the same.
    const key = onceKey(call, request, () =>
      HoldPointsRequest.encode(HoldPointsRequest.fromPartial({ cafeId, orderId, customerId })).finish(),
    );
    const member = { customerId, networkId: place.networkId };
    const wish = { holdId, orderId, orderTotal: orderTotal?.minor ?? 0n, most: most.minor, points };
    await postOnce(ctx, call, key, member, async (purse, tx) => {
      const moment = { ...ctx.moment(), happened: saleTime };
      if (beforeTime === undefined || moment.now > beforeTime) throw holdTooLate();
      const { liveId, times } = await useOf(tx, { ...purse, orderId }, dayOf(moment, place.zone));
      if (liveId) throw orderHasHold(liveId);
      if (leaseId === '') {
        checkRedemptions(place.rules.guards, times);
        return hold(begin(purse), place, wish, moment);
      }
      const leased = await readHold(tx, leaseId);
      if (!leased) throw notFound('lease', leaseId);
      const lease = { lease: leased.hold, parts: leased.parts };
      return spendLease(begin(purse), lease, place, wish, saleTime ?? moment.now, moment);
    }).catch((error) => {
      if (!isUniqueViolation(error, 'hold_order')) throw error;
      throw orderHasHold('of the other customer');
    });
    const made = await findHoldIn(ctx.db, serviceScope, holdId);
    if (!made) throw new Error('a hold that was just made is not there');
    return { hold: holdMessage(made) };
  };
