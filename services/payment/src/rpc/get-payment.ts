import type { Rpc } from '@sippy/kit/call';
import type { GetPaymentRequest, GetPaymentResponse } from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { paymentIn } from '../domain/account.ts';
import { paymentMessage } from '../messages/answers.ts';
import { authorisedAccount } from '../steps/authorised-account.ts';

/** Reads a payment with its refunds. */
export const getPayment =
  (ctx: PaymentContext): Rpc<GetPaymentRequest, GetPaymentResponse> =>
  async ({ paymentId }, call) => {
    const account = await authorisedAccount(ctx, call, paymentId);
    return { payment: paymentMessage(paymentIn(account, paymentId), account.refunds) };
  };
