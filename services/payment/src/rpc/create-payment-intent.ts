import type { Call, Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { invalidField } from '@sippy/kit/refusal';
import { CaptureMode } from '@sippy/proto/payment/v1/payment';
import {
  CreatePaymentIntentRequest,
  type CreatePaymentIntentResponse,
} from '@sippy/proto/payment/v1/payment_service';
import { driveStep, settle } from '../card/drive.ts';
import type { PaymentContext } from '../context.ts';
import { refuseCard } from '../domain/card-step.ts';
import { beginCard } from '../domain/pay.ts';
import { cardPaymentsOff } from '../domain/refusals.ts';
import { paymentMessage } from '../messages/answers.ts';
import { assertMethodId, assertReturnUrl } from '../messages/requests.ts';
import { awaitStep } from '../steps/await-step.ts';
import { type Opened, openPayment } from '../steps/open-payment.ts';

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
    await hold(ctx, call, opened);
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

/** Holds the order, or gives the payment up: nothing has been charged. */
async function hold(ctx: PaymentContext, call: Call, { account, payment }: Opened): Promise<void> {
  try {
    await ctx.orders.hold(payment, account.order_total, call);
  } catch (error) {
    const failure = { code: 'order_not_held', declineCode: null, message: 'The order could not be held.' };
    await settle(ctx, payment.payment_id, call, (now, p) =>
      p.step === 'CREATE' ? refuseCard(now, p, failure, ctx.clock.now()) : undefined,
    );
    throw error;
  }
}
