import type { Rpc } from '@sippy/kit/call';
import { notFound } from '@sippy/kit/refusal';
import { organisationScope } from '@sippy/kit/scope';
import type { GetBillPaymentRequest, GetBillPaymentResponse } from '@sippy/proto/payment/v1/bill_service';
import { lookAt } from '../card/drive.ts';
import type { PaymentContext } from '../context.ts';
import { isBill, paymentIn } from '../domain/account.ts';
import { billPaymentMessage } from '../messages/bill.ts';

/** Reads a payment of a bill; one that the payer is to confirm is asked for at Stripe, who may have confirmed it just now. */
export const getBillPayment =
  (ctx: PaymentContext): Rpc<GetBillPaymentRequest, GetBillPaymentResponse> =>
  async ({ organisationId, paymentId }, call) => {
    const account = await ctx.accounts.find(organisationScope(organisationId), 'payment', paymentId);
    if (!account || !isBill(account)) throw notFound('payment', paymentId);
    const payment = paymentIn(account, paymentId);
    const isAsked = payment.status === 'REQUIRES_ACTION' && ctx.desk !== undefined;
    const now = isAsked ? (await lookAt(ctx, payment, { call })).payment : payment;
    return { payment: billPaymentMessage(now) };
  };
