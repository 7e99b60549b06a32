import { organisationOf, type Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import {
  WithdrawDisputeRequest,
  type WithdrawDisputeResponse,
} from '@sippy/proto/settlement/v1/dispute_service';
import type { SettlementContext } from '../context.ts';
import { withdrawn } from '../domain/dispute.ts';
import { changeDispute } from '../steps/change-dispute.ts';
import { keepChangedDispute } from '../store/disputes.ts';

/** Takes a dispute back. */
export const withdrawDispute =
  (ctx: SettlementContext): Rpc<WithdrawDisputeRequest, WithdrawDisputeResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => WithdrawDisputeRequest.encode(r).finish());
    const dispute = await changeDispute(ctx, call, key, request.disputeId, (tx, found) => {
      const time = ctx.clock.now();
      return keepChangedDispute(tx, withdrawn(found, organisationOf(call), time), undefined, time);
    });
    return { dispute };
  };
