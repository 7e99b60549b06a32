import type { Rpc } from '@sippy/kit/call';
import type { GetReceiptRequest, GetReceiptResponse } from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { receiptPartsOf } from '../domain/receipt.ts';
import { receiptMessage } from '../messages/answers.ts';
import { authorisedAccount } from '../steps/authorised-account.ts';
import { findSale } from '../store/receipts.ts';

/** Reads a receipt; once it has been printed it is marked as a copy. */
export const getReceipt =
  (ctx: PaymentContext): Rpc<GetReceiptRequest, GetReceiptResponse> =>
  async ({ paymentId }, call) => {
    const account = await authorisedAccount(ctx, call, paymentId);
    const { sale, copies } = await findSale(ctx.db, call.scope, paymentId);
    const copy = copies === 0 ? 0 : copies + 1;
    return {
      receipt: receiptMessage({ ...receiptPartsOf(account, paymentId, ctx.claimSecret), sale, copy }),
    };
  };
