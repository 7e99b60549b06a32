import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { PostHoldRequest, type PostHoldResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { holdMessage } from '../messages/answers.ts';
import { endHold } from '../steps/end-hold.ts';
import { authorisedHold } from '../steps/hold-rights.ts';
import { postOnce } from '../steps/post-once.ts';

/** Spends held points. */
export const postHold =
  (ctx: LoyaltyContext): Rpc<PostHoldRequest, PostHoldResponse> =>
  async (request, call) => {
    const { holdId } = request;
    const hold = await authorisedHold(ctx, call, holdId);
    const key = onceKey(call, request, (r) => PostHoldRequest.encode(r).finish());
    await postOnce(ctx, call, key, hold, (purse, tx) => endHold(ctx, tx, purse, holdId, 'POSTED'));
    return { hold: holdMessage(await authorisedHold(ctx, call, holdId)) };
  };
