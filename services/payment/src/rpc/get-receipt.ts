import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import type { Receipt } from '@sippy/proto/payment/v1/payment';
import {
  type GetReceiptRequest,
  type GetReceiptResponse,
  PrintReceiptRequest,
  type PrintReceiptResponse,
} from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { type Account, paymentIn } from '../domain/account.ts';
import { type ReceiptParts, receiptHtml, receiptText } from '../domain/receipt.ts';
import { noReceipt } from '../domain/refusals.ts';
import { countPrint, findSale } from '../store/receipts.ts';
import { authorisedPayment } from './stepping.ts';

/** Reads a receipt; once it has been printed it is marked as a copy. */
export const getReceipt =
  (ctx: PaymentContext): Rpc<GetReceiptRequest, GetReceiptResponse> =>
  async ({ paymentId }, call) => {
    const account = await authorisedPayment(ctx, call, paymentId);
    const { sale, copies } = await findSale(ctx.db, call.scope, paymentId);
    return {
      receipt: receiptOf({ ...partsOf(account, paymentId), sale, copy: copies === 0 ? 0 : copies + 1 }),
    };
  };

/** Hands out a receipt for printing and counts it. */
export const printReceipt =
  (ctx: PaymentContext): Rpc<PrintReceiptRequest, PrintReceiptResponse> =>
  async (request, call) => {
    const { paymentId } = request;
    const account = await authorisedPayment(ctx, call, paymentId);
    const parts = partsOf(account, paymentId);
    const key = onceKey(call, request, (r) => PrintReceiptRequest.encode(r).finish());
    const { sale } = await findSale(ctx.db, call.scope, paymentId);
    const copy = await countPrint(ctx.db, call, key, { id: paymentId, cafeId: account.cafe_id });
    return { receipt: receiptOf({ ...parts, sale, copy }) };
  };

function partsOf(account: Account, paymentId: string): Pick<ReceiptParts, 'payment' | 'refunds'> {
  const payment = paymentIn(account, paymentId);
  if (payment.status !== 'CAPTURED') throw noReceipt(payment);
  return { payment, refunds: account.refunds };
}

function receiptOf(parts: ReceiptParts): Receipt {
  const { payment, copy } = parts;
  return {
    receiptNumber: payment.receipt_number ?? '',
    paymentId: payment.payment_id,
    copy,
    text: receiptText(parts),
    html: receiptHtml(parts),
    businessDay: payment.business_day,
  };
}
