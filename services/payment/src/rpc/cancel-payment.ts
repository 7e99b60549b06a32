import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { CancelPaymentRequest, type CancelPaymentResponse } from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { cafeOf } from '../domain/account.ts';
import { beginStep } from '../domain/card-step.ts';
import { illegalMove, notACardPayment, outcomeUnknown } from '../domain/refusals.ts';
import { paymentMessage } from '../messages/answers.ts';
import { answered, stepOnce } from '../steps/step-once.ts';

/** Gives up a payment by card or with points from which no money has been taken. */
export const cancelPayment =
  (ctx: PaymentContext): Rpc<CancelPaymentRequest, CancelPaymentResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => CancelPaymentRequest.encode(r).finish());
    const driven = await stepOnce(ctx, call, key, request.paymentId, () => (account, payment) => {
      if (payment.tender === 'CASH') throw notACardPayment('cancelled', payment);
      // Asked again, or given up by itself meanwhile: it is as it should be.
      if (payment.status === 'CANCELLED') return undefined;
      if (payment.status === 'CAPTURED') throw illegalMove(payment, 'cancelled', 'Refund it.');
      if (payment.status === 'FAILED') throw illegalMove(payment, 'cancelled', 'It is over.');
      // The café may already be at work for money that is authorised: only it can let that go.
      if (payment.status === 'AUTHORIZED' && !call.can('payment.take', cafeOf(payment)))
        throw illegalMove(payment, 'cancelled by the customer', 'Ask the café.');
      // A charge that is under way is not known to be cancellable; one that was lost can be cut off.
      if (payment.step === 'CREATE' || payment.step === 'CAPTURE') throw outcomeUnknown();
      if (payment.tender === 'CARD' && !payment.stripe_id) throw outcomeUnknown();
      if (payment.step === 'CANCEL') return undefined;
      const { at, limits } = ctx.moment();
      return beginStep(account, payment, 'CANCEL', {}, at, limits);
    });
    return { payment: paymentMessage(answered(driven).payment, driven.account.refunds) };
  };
