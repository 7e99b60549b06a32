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
import { paymentMessage } from '../view.ts';
import { awaitStep } from './await-step.ts';
import { type Opened, openPayment } from './opening.ts';

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
  if (request.paymentMethodId !== '' && !isMethodId(request.paymentMethodId))
    throw invalidField('payment_method_id', "must be Stripe's id of a payment method, such as pm_card_visa");
  assertReturnUrl(request.returnUrl);
}

/** Refuses what is no address that a customer can be sent back to: a page, or an app by its own scheme. */
export function assertReturnUrl(text: string): void {
  if (text === '') return;
  const url = URL.parse(text);
  if (!url || /^(javascript|data|vbscript|blob|file|about):$/.test(url.protocol))
    throw invalidField('return_url', 'must be an address of a page or an app');
}

/** Whether a text can be Stripe's id of a payment method; a card number never is. */
export function isMethodId(text: string): boolean {
  return /^(pm|card|src)_\w+$/.test(text);
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
