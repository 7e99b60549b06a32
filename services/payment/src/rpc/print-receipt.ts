import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { PrintReceiptRequest, type PrintReceiptResponse } from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { cafeOf } from '../domain/account.ts';
import { receiptPartsOf } from '../domain/receipt.ts';
import { receiptMessage } from '../messages/answers.ts';
import { authorisedAccount } from '../steps/authorised-account.ts';
import { countPrint, findSale } from '../store/receipts.ts';

/** Hands out a receipt for printing and counts it. */
export const printReceipt =
  (ctx: PaymentContext): Rpc<PrintReceiptRequest, PrintReceiptResponse> =>
  async (request, call) => {
    const { paymentId } = request;
    const account = await authorisedAccount(ctx, call, paymentId);
    const parts = receiptPartsOf(account, paymentId, ctx.claimSecret);
    const key = onceKey(call, request, (r) => PrintReceiptRequest.encode(r).finish());
    const { sale } = await findSale(ctx.db, call.scope, paymentId);
    const copy = await countPrint(ctx.db, call, key, { id: paymentId, cafeId: cafeOf(account) });
    return { receipt: receiptMessage({ ...parts, sale, copy }) };
  };
