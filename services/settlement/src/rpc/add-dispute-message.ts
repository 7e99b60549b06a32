import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import {
  AddDisputeMessageRequest,
  type AddDisputeMessageResponse,
} from '@sippy/proto/settlement/v1/dispute_service';
import type { SettlementContext } from '../context.ts';
import { answered } from '../domain/dispute.ts';
import { changeDispute, sayingOf } from '../steps/change-dispute.ts';
import { keepChangedDispute } from '../store/disputes.ts';

/** Says something in an open dispute. */
export const addDisputeMessage =
  (ctx: SettlementContext): Rpc<AddDisputeMessageRequest, AddDisputeMessageResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => AddDisputeMessageRequest.encode(r).finish());
    const dispute = await changeDispute(ctx, call, key, request.disputeId, (tx, found) => {
      const saying = sayingOf(ctx, call, request.text);
      return keepChangedDispute(tx, answered(found), saying, saying.time);
    });
    return { dispute };
  };
