import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { invalidField } from '@sippy/kit/refusal';
import { CaptureMode } from '@sippy/proto/payment/v1/payment';
import {
  CreatePaymentIntentRequest,
  type CreatePaymentIntentResponse,
} from '@sippy/proto/payment/v1/payment_service';
import { driveStep } from '../card/drive.ts';
import { holdPayable } from '../card/hold-payable.ts';
import type { PaymentContext } from '../context.ts';
import { beginCard } from '../domain/pay.ts';
import { cardPaymentsOff } from '../domain/refusals.ts';
import { paymentMessage } from '../messages/answers.ts';
import { assertMethodId, assertReturnUrl } from '../messages/requests.ts';
import { awaitStep } from '../steps/await-step.ts';
import { openPayment } from '../steps/open-payment.ts';

/** Begins a card payment: the intent is written down, then the order is held, then Stripe is asked. */
export const createPaymentIntent =
  (ctx: PaymentContext): Rpc<CreatePaymentIntentRequest, CreatePaymentIntentResponse> =>
  async (request, call) => {
    if (!ctx.desk) throw cardPaymentsOff();
    check(request);
    const key = onceKey(call, request, (r) => CreatePaymentIntentRequest.encode(r).finish());
    const opened = await openPayment(ctx, call, key, request, (before, order, made) =>
      beginCard(before, order, {
        ...made,
        capture: request.capture === CaptureMode.MANUAL ? 'MANUAL' : 'AUTOMATIC',
        methodId: request.paymentMethodId || null,
        returnUrl: request.returnUrl || null,
        confirm: request.confirm,
        stepMs: ctx.limits.stepMs,
      }),
    );
    if (opened.isTwin) {
      const { account, payment } = await awaitStep(ctx, call, opened);
      return { payment: paymentMessage(payment, account.refunds) };
    }
    ctx.count('payment.initiated', 'CARD');
    await holdPayable(ctx, call, opened);
    const driven = await driveStep(ctx, opened.payment, 'CREATE', { call, isFirst: true });
    if (driven.refusal) throw driven.refusal;
    return { payment: paymentMessage(driven.payment, driven.account.refunds) };
  };

function check(request: CreatePaymentIntentRequest): void {
  if (request.confirm && request.paymentMethodId === '')
    throw invalidField('payment_method_id', 'must be set where confirm is');
  if (request.paymentMethodId !== '') assertMethodId(request.paymentMethodId);
  assertReturnUrl(request.returnUrl);
}
