import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { CapturePaymentRequest, type CapturePaymentResponse } from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { assertCapturable, beginCapture } from '../domain/capture.ts';
import { orderNotPayable } from '../domain/refusals.ts';
import { paymentMessage } from '../messages/answers.ts';
import { minorOf } from '../messages/requests.ts';
import { answered, stepOnce } from '../steps/step-once.ts';

/** Takes money that is authorised, as much of it as the order costs by now. */
export const capturePayment =
  (ctx: PaymentContext): Rpc<CapturePaymentRequest, CapturePaymentResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => CapturePaymentRequest.encode(r).finish());
    const driven = await stepOnce(ctx, call, key, request.paymentId, async (first) => {
      assertCapturable(first);
      const asked = minorOf('amount', request.amount, first.currency_code, 1n);
      const order = await ctx.orders.read(first.order_id, call);
      if (order.isCancelled) throw orderNotPayable(order.number);
      return (account, payment) => {
        const { at, limits } = ctx.moment();
        return beginCapture(account, payment, order, asked, at, limits);
      };
    });
    return { payment: paymentMessage(answered(driven).payment, driven.account.refunds) };
  };
