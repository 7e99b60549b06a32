import type { Rpc } from '@sippy/kit/call';
import type { GetHoldRequest, GetHoldResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { holdMessage } from '../messages/answers.ts';
import { authorisedHold } from '../steps/hold-rights.ts';

/** Reads a hold. */
export const getHold =
  (ctx: LoyaltyContext): Rpc<GetHoldRequest, GetHoldResponse> =>
  async ({ holdId }, call) => ({ hold: holdMessage(await authorisedHold(ctx, call, holdId)) });
