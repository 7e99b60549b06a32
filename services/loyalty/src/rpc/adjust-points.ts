import type { Rpc } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import { onceKey } from '@sippy/kit/once';
import { invalidField } from '@sippy/kit/refusal';
import { AdjustReason } from '@sippy/proto/loyalty/v1/loyalty';
import { AdjustPointsRequest, type AdjustPointsResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { adjustPoints as adjust } from '../domain/adjust.ts';
import { begin } from '../domain/posting.ts';
import { noProgramme } from '../domain/refusals.ts';
import { adjustmentMessage } from '../messages/answers.ts';
import { balancesOf } from '../steps/balances.ts';
import { assertMemberAt } from '../steps/known-member.ts';
import { postOnce } from '../steps/post-once.ts';
import { placeOf } from '../store/places.ts';
import { readSet } from '../store/sets.ts';

/** Gives a member points, or takes back what the café had given. */
export const adjustPoints =
  (ctx: LoyaltyContext): Rpc<AdjustPointsRequest, AdjustPointsResponse> =>
  async (request, call) => {
    const { cafeId, customerId, points, note } = request;
    const reason = nameOf(AdjustReason, request.reason);
    if (!reason) throw invalidField('reason', 'must be one of those that the contract names');
    if (reason === 'OTHER' && note.trim() === '') throw invalidField('note', 'must say why');
    const place = await placeOf(ctx.db, { cafeId, time: ctx.clock.now() });
    if (!place) throw noProgramme();
    await assertMemberAt(ctx, call, { customerId, networkId: place.networkId }, cafeId);
    const key = onceKey(call, request, (r) => AdjustPointsRequest.encode(r).finish());
    const { networkId } = place;
    const posted = await postOnce(ctx, call, key, { customerId, networkId }, (purse) => ({
      posting: adjust(begin(purse), place, { points, reason, note: note.trim() }, ctx.moment()),
    }));
    if (!posted) throw new Error('an adjustment posted nothing');
    const [set, [balance]] = await Promise.all([
      readSet(ctx.db, posted.setId),
      balancesOf(ctx, customerId, networkId),
    ]);
    return { adjustment: adjustmentMessage(set), balance };
  };
