import type { Rpc } from '@sippy/kit/call';
import type { GetDisputeRequest, GetDisputeResponse } from '@sippy/proto/settlement/v1/dispute_service';
import type { SettlementContext } from '../context.ts';
import { shownDispute } from '../steps/shown-dispute.ts';

/** Reads a dispute with what was said. */
export const getDispute =
  (ctx: SettlementContext): Rpc<GetDisputeRequest, GetDisputeResponse> =>
  async ({ disputeId }, call) => ({ dispute: await shownDispute(ctx, call, disputeId) });
