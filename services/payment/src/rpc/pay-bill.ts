import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { PayBillRequest, type PayBillResponse } from '@sippy/proto/payment/v1/bill_service';
import { driveStep } from '../card/drive.ts';
import { holdPayable } from '../card/hold-payable.ts';
import type { PaymentContext } from '../context.ts';
import { beginCard, newAccount } from '../domain/pay.ts';
import { cardPaymentsOff } from '../domain/refusals.ts';
import { billPaymentMessage } from '../messages/bill.ts';
import { assertMethodId, assertReturnUrl } from '../messages/requests.ts';
import { awaitStep } from '../steps/await-step.ts';
import { newPayment, opened, openOnce } from '../steps/open-payment.ts';

/** Pays a bill by card: the payment is written down, then its part of the bill is held, then Stripe is asked. */
export const payBill =
  (ctx: PaymentContext): Rpc<PayBillRequest, PayBillResponse> =>
  async (request, call) => {
    const { organisationId, billId, paymentMethodId, returnUrl } = request;
    if (!ctx.desk) throw cardPaymentsOff();
    assertMethodId(paymentMethodId);
    assertReturnUrl(returnUrl);
    const key = onceKey(call, request, (r) => PayBillRequest.encode(r).finish());
    const bill = await ctx.bills.read(billId, call);
    if (bill.organisationId !== organisationId) throw notFound('transfer', billId);
    const { stepMs } = ctx.limits;
    const made = await openOnce(ctx, key, bill, false, async (account) => {
      const now = ctx.clock.now();
      const change = beginCard(account ?? newAccount(bill, now), bill, {
        ...newPayment(call, key, request, bill.currency, now, now),
        ...{ capture: 'AUTOMATIC', methodId: paymentMethodId, returnUrl, confirm: true, stepMs },
      });
      return opened(change, await ctx.accounts.open(call, change, null));
    });
    if (made.isTwin) return { payment: billPaymentMessage((await awaitStep(ctx, call, made)).payment) };
    ctx.count('payment.initiated', 'CARD');
    await holdPayable(ctx, call, made);
    const driven = await driveStep(ctx, made.payment, 'CREATE', { call, isFirst: true });
    if (driven.refusal) throw driven.refusal;
    return { payment: billPaymentMessage(driven.payment) };
  };
