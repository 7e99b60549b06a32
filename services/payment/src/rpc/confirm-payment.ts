import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { ConfirmPaymentRequest, type ConfirmPaymentResponse } from '@sippy/proto/payment/v1/payment_service';
import { lookAt } from '../card/drive.ts';
import type { PaymentContext } from '../context.ts';
import { type Payment, paymentIn } from '../domain/account.ts';
import { beginStep } from '../domain/card-step.ts';
import { isFinal } from '../domain/payment-state.ts';
import { cardPaymentsOff, illegalMove, notACardPayment, outcomeUnknown } from '../domain/refusals.ts';
import { paymentMessage } from '../messages/answers.ts';
import { assertMethodId, assertReturnUrl } from '../messages/requests.ts';
import { authorisedAccount } from '../steps/authorised-account.ts';
import { answered, stepOnce } from '../steps/step-once.ts';

/** Charges the card of a payment that was begun, or asks Stripe what became of it. */
export const confirmPayment =
  (ctx: PaymentContext): Rpc<ConfirmPaymentRequest, ConfirmPaymentResponse> =>
  async (request, call) => {
    const { paymentId, paymentMethodId, returnUrl } = request;
    if (paymentMethodId === '') {
      const account = await authorisedAccount(ctx, call, paymentId);
      const payment = paymentIn(account, paymentId);
      if (payment.tender === 'CARD' && !ctx.desk) throw cardPaymentsOff();
      const driven = await lookAt(ctx, payment, { call });
      return { payment: paymentMessage(answered(driven).payment, driven.account.refunds) };
    }
    assertMethodId(paymentMethodId);
    assertReturnUrl(returnUrl);
    const key = onceKey(call, request, (r) => ConfirmPaymentRequest.encode(r).finish());
    const driven = await stepOnce(ctx, call, key, paymentId, () => (account, payment) => {
      assertConfirmable(payment);
      const { at, limits } = ctx.moment();
      const more = { payment_method_id: paymentMethodId, return_url: returnUrl || null, confirms: true };
      return beginStep(account, payment, 'CONFIRM', more, at, limits);
    });
    return { payment: paymentMessage(answered(driven).payment, driven.account.refunds) };
  };

function assertConfirmable(payment: Payment): void {
  if (payment.tender !== 'CARD') throw notACardPayment('confirmed', payment);
  if (isFinal(payment.status) || payment.status === 'AUTHORIZED')
    throw illegalMove(payment, 'confirmed', 'Begin another payment.');
  if (payment.step || payment.status === 'UNKNOWN') throw outcomeUnknown();
}
