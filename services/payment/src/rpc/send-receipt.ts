import type { Rpc } from '@sippy/kit/call';
import type { SendReceiptRequest, SendReceiptResponse } from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { receiptPartsOf } from '../domain/receipt.ts';
import { mailOff } from '../domain/refusals.ts';
import { authorisedAccount } from '../steps/authorised-account.ts';

/** Sends a receipt by e-mail. */
export const sendReceipt =
  (ctx: PaymentContext): Rpc<SendReceiptRequest, SendReceiptResponse> =>
  async ({ paymentId }, call) => {
    receiptPartsOf(await authorisedAccount(ctx, call, paymentId), paymentId);
    throw mailOff();
  };
