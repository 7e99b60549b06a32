import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { VoidHoldRequest, type VoidHoldResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { holdMessage } from '../messages/answers.ts';
import { endHold } from '../steps/end-hold.ts';
import { authorisedHold } from '../steps/hold-rights.ts';
import { postOnce } from '../steps/post-once.ts';

/** Gives held points back. */
export const voidHold =
  (ctx: LoyaltyContext): Rpc<VoidHoldRequest, VoidHoldResponse> =>
  async (request, call) => {
    const { holdId } = request;
    const hold = await authorisedHold(ctx, call, holdId);
    const key = onceKey(call, request, (r) => VoidHoldRequest.encode(r).finish());
    await postOnce(ctx, call, key, hold, (purse, tx) => endHold(ctx, tx, purse, holdId, 'VOIDED'));
    return { hold: holdMessage(await authorisedHold(ctx, call, holdId)) };
  };
