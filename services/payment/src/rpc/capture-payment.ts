import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { CapturePaymentRequest, type CapturePaymentResponse } from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { beginStep } from '../domain/card-step.ts';
import { captureAboveAuthorized, illegalMove, notACardPayment, outcomeUnknown } from '../domain/refusals.ts';
import { paymentMessage } from '../view.ts';
import { minorOf } from './request.ts';
import { answered, stepOnce } from './stepping.ts';

/** Takes money that is authorised. */
export const capturePayment =
  (ctx: PaymentContext): Rpc<CapturePaymentRequest, CapturePaymentResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => CapturePaymentRequest.encode(r).finish());
    const driven = await stepOnce(ctx, call, key, request.paymentId, (account, payment) => {
      if (payment.tender === 'CASH') throw notACardPayment('captured');
      if (payment.step || payment.status === 'UNKNOWN') throw outcomeUnknown();
      if (payment.status !== 'AUTHORIZED') throw illegalMove(payment, 'captured', 'It must be AUTHORIZED.');
      const wanted = minorOf('amount', request.amount, payment.currency_code, 1n) ?? payment.amount;
      if (wanted > payment.amount) throw captureAboveAuthorized(payment.amount, payment.currency_code);
      const { at, limits } = ctx.moment();
      return beginStep(account, payment, 'CAPTURE', { step_amount: wanted }, at, limits);
    });
    return { payment: paymentMessage(answered(driven).payment, driven.account.refunds) };
  };
