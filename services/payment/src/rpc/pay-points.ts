import type { Call, Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { CaptureMode } from '@sippy/proto/payment/v1/payment';
import { PayPointsRequest, type PayPointsResponse } from '@sippy/proto/payment/v1/payment_service';
import { driveStep } from '../card/drive.ts';
import { holdPayable } from '../card/hold-payable.ts';
import type { PaymentContext } from '../context.ts';
import type { OrderToPay } from '../domain/pay.ts';
import { beginPoints } from '../domain/points.ts';
import { noMember } from '../domain/refusals.ts';
import { paymentMessage } from '../messages/answers.ts';
import { standingOf } from '../messages/standing.ts';
import { awaitStep } from '../steps/await-step.ts';
import { openPayment } from '../steps/open-payment.ts';

/** Pays with points: the payment is written down, then the order is held, then the points are held and spent. */
export const payPoints =
  (ctx: PaymentContext): Rpc<PayPointsRequest, PayPointsResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => PayPointsRequest.encode(r).finish());
    const { wish, capture } = request;
    const amount = wish?.$case === 'amount' ? wish.value : undefined;
    const opened = await openPayment(ctx, call, key, { ...request, amount }, (before, order, made) =>
      beginPoints(before, order, {
        ...made,
        memberId: memberOf(call, request, order),
        points: wish?.$case === 'points' ? wish.value : null,
        capture: capture === CaptureMode.MANUAL ? 'MANUAL' : 'AUTOMATIC',
        leaseId: request.leaseId || null,
        stepMs: ctx.limits.stepMs,
      }),
    );
    if (opened.isTwin) {
      const { account, payment } = await awaitStep(ctx, call, opened);
      return { payment: paymentMessage(payment, account.refunds), standing: standingOf(account) };
    }
    ctx.count('payment.initiated', 'POINTS');
    await holdPayable(ctx, call, opened);
    const driven = await driveStep(ctx, opened.payment, 'CREATE', { call, isFirst: true });
    if (driven.refusal) throw driven.refusal;
    const { payment, account } = driven;
    return { payment: paymentMessage(payment, account.refunds), standing: standingOf(account) };
  };

/** The caller, or whom staff name, or whose the order is. Refuses with NO_MEMBER. */
function memberOf(call: Call, { customerId }: PayPointsRequest, order: OrderToPay): string {
  if (call.scope.kind === 'customer') {
    if (customerId !== '') call.authoriseCustomer(customerId);
    return call.scope.id;
  }
  const member = customerId || order.customerId;
  if (!member) throw noMember();
  return member;
}
