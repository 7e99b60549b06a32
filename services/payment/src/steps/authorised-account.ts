import type { Call } from '@sippy/kit/call';
import { notFound } from '@sippy/kit/refusal';
import type { PaymentContext } from '../context.ts';
import { type Account, paymentIn } from '../domain/account.ts';

/** The account of the payment that a request names, if the caller may do this with that payment. Refuses with NOT_FOUND. */
export async function authorisedAccount(
  ctx: PaymentContext,
  call: Call,
  paymentId: string,
): Promise<Account> {
  const account = await ctx.accounts.find(call.scope, 'payment', paymentId);
  if (!account) throw notFound('payment', paymentId);
  const payment = paymentIn(account, paymentId);
  call.authoriseResource({ cafeId: payment.cafe_id, customerId: payment.customer_id });
  return account;
}
