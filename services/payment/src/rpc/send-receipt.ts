import type { Rpc } from '@sippy/kit/call';
import type { Limit } from '@sippy/kit/limits';
import { onceKey, remembered } from '@sippy/kit/once';
import { tooManyRequests } from '@sippy/kit/refusal';
import { SendReceiptRequest, type SendReceiptResponse } from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { receiptPartsOf } from '../domain/receipt.ts';
import { mailOff } from '../domain/refusals.ts';
import { authorisedAccount } from '../steps/authorised-account.ts';
import { queueReceipt } from '../store/receipt-mails.ts';

/** Receipts that one café may send: more than its tills sell, and too few to annoy the world with. */
const perCafe: Limit = { max: 120, perMs: 15 * 60_000 };

/** Puts a receipt into the outbox; a job sends it. */
export const sendReceipt =
  (ctx: PaymentContext): Rpc<SendReceiptRequest, SendReceiptResponse> =>
  async (request, call) => {
    const { paymentId, email } = request;
    const account = await authorisedAccount(ctx, call, paymentId);
    receiptPartsOf(account, paymentId, ctx.claimSecret);
    if (!ctx.sendsMail) throw mailOff();
    // A hash of the address would outlive the mail.
    const key = onceKey(call, request, (r) => SendReceiptRequest.encode({ ...r, email: '' }).finish());
    if ((await remembered(ctx.db, call, key)) !== undefined) return {};
    const { allowed, retryAfterMs } = await ctx.rates.take(`receipt-mail:${account.cafe_id}`, perCafe);
    if (!allowed) throw tooManyRequests(retryAfterMs);
    await queueReceipt(ctx.db, call, key, { paymentId, recipient: email }, ctx.clock.now());
    return {};
  };
