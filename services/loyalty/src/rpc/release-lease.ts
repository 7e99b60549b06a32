import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { ReleaseLeaseRequest, type ReleaseLeaseResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { holdMessage } from '../messages/answers.ts';
import { endHold } from '../steps/end-hold.ts';
import { authorisedHold } from '../steps/hold-rights.ts';
import { postOnce } from '../steps/post-once.ts';

/** Gives the points of a lease back before it ends. */
export const releaseLease =
  (ctx: LoyaltyContext): Rpc<ReleaseLeaseRequest, ReleaseLeaseResponse> =>
  async (request, call) => {
    const { holdId: leaseId } = request;
    const lease = await authorisedHold(ctx, call, leaseId);
    // What a payment holds is ended by the payment.
    if (lease.spendBy === null) throw notFound('lease', leaseId);
    const key = onceKey(call, request, (r) => ReleaseLeaseRequest.encode(r).finish());
    await postOnce(ctx, call, key, lease, (purse, tx) => endHold(ctx, tx, purse, leaseId, 'VOIDED'));
    return { lease: holdMessage(await authorisedHold(ctx, call, leaseId)) };
  };
