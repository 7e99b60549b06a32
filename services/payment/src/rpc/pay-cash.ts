import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { PayCashRequest, type PayCashResponse } from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { payCash as payInCash } from '../domain/pay.ts';
import { paymentMessage } from '../messages/answers.ts';
import { minorOf } from '../messages/requests.ts';
import { standingOf } from '../messages/standing.ts';
import { openPayment } from '../steps/open-payment.ts';

/** Takes cash for an order: one internal call and one statement. */
export const payCash =
  (ctx: PaymentContext): Rpc<PayCashRequest, PayCashResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => PayCashRequest.encode(r).finish());
    const { account, payment, isTwin } = await openPayment(
      ctx,
      call,
      key,
      request,
      (before, order, made, cafe) =>
        payInCash(before, order, {
          ...made,
          coin: cafe.coin,
          tendered: minorOf('tendered', request.tendered, order.currency, 0n),
        }),
    );
    if (!isTwin) ctx.count('payment.completed', payment.tender);
    return { payment: paymentMessage(payment, account.refunds), standing: standingOf(account) };
  };
