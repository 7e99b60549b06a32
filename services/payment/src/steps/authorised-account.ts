import type { Call } from '@sippy/kit/call';
import { notFound } from '@sippy/kit/refusal';
import type { PaymentContext } from '../context.ts';
import { type Account, cafeOf, isBill, paymentIn } from '../domain/account.ts';

/**
 * The order's account of the payment that a request names, if the caller may do this with that payment. Refuses with NOT_FOUND,
 * also for a bill's.
 */
export async function authorisedAccount(
  ctx: PaymentContext,
  call: Call,
  paymentId: string,
): Promise<Account> {
  const account = await ctx.accounts.find(call.scope, 'payment', paymentId);
  if (!account || isBill(account)) throw notFound('payment', paymentId);
  const payment = paymentIn(account, paymentId);
  call.authoriseResource({ cafeId: cafeOf(payment), customerId: payment.customer_id });
  return account;
}
