import type { Rpc } from '@sippy/kit/call';
import { serviceScope } from '@sippy/kit/scope';
import type { CheckClaimRequest, CheckClaimResponse } from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { isClaimCode } from '../domain/claim-code.ts';
import { claimCodeWrong } from '../domain/refusals.ts';
import { orderOfReceipt } from '../store/receipts.ts';

/** Finds the order of a receipt and checks its code. */
export const checkClaim =
  (ctx: PaymentContext): Rpc<CheckClaimRequest, CheckClaimResponse> =>
  async (request, _call) => {
    const { claimCode, cafeId } = request;
    const orderId =
      request.orderId ||
      (await orderOfReceipt(ctx.db, serviceScope, { ...request, cafeId })) ||
      // Whether there is such a receipt is not told apart.
      undefined;
    const { claimSecret } = ctx;
    if (!orderId || !claimSecret || !isClaimCode(claimSecret, orderId, claimCode)) throw claimCodeWrong();
    return { orderId };
  };
