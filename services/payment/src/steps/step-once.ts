/** Confirming, capturing and cancelling: one step at Stripe or loyalty, written down with its request before it is done. */
import type { Call } from '@sippy/kit/call';
import { isRequestTwin, type OnceKey, remembered } from '@sippy/kit/once';
import { notFound, Refusal } from '@sippy/kit/refusal';
import { type Driven, driveStep } from '../card/drive.ts';
import type { PaymentContext } from '../context.ts';
import { type Account, type Change, type Payment, paymentIn } from '../domain/account.ts';
import { cardPaymentsOff } from '../domain/refusals.ts';
import { scopeOf } from '../store/accounts.ts';
import { forgetRequest } from '../store/requests.ts';
import { authorisedAccount } from './authorised-account.ts';
import { awaitStep } from './await-step.ts';

/** Begins a step; undefined if there is nothing to do. */
export type DecideStep = (account: Account, payment: Payment) => Change | undefined;

/**
 * Begins a step and does it, once for the request. `prepare` is asked first, with the payment as it stands, and may ask
 * others; what it gives decides. A refusal is not remembered.
 */
export async function stepOnce(
  ctx: PaymentContext,
  call: Call,
  key: OnceKey,
  paymentId: string,
  prepare: (payment: Payment) => DecideStep | Promise<DecideStep>,
): Promise<Driven> {
  // Looked for before the payment is read: a request that is there was written together with its step.
  const isTwin = (await remembered(ctx.db, call, key)) !== undefined;
  const first = await authorisedAccount(ctx, call, paymentId);
  const payment = paymentIn(first, paymentId);
  if (payment.tender === 'CARD' && !ctx.desk) throw cardPaymentsOff();
  if (isTwin) return awaitStep(ctx, call, { account: first, payment });
  const scope = scopeOf(payment);
  try {
    const decide = await prepare(payment);
    const begun = await ctx.accounts.change(
      call,
      scope,
      paymentId,
      (account) => decide(account, paymentIn(account, paymentId)),
      key,
    );
    if (!begun) throw notFound('payment', paymentId);
    const now = paymentIn(begun.account, paymentId);
    if (!begun.change || !now.step) return { account: begun.account, payment: now };
    const driven = await driveStep(ctx, now, now.step, { call, isFirst: true });
    if (driven.refusal) await forgetRequest(ctx.db, scope, key);
    return driven;
  } catch (error) {
    // What is refused now may have been begun by a twin of this very request just before.
    if (!(isRequestTwin(error) || error instanceof Refusal)) throw error;
    if (!(await remembered(ctx.db, call, key))) throw error;
    const account = await authorisedAccount(ctx, call, paymentId);
    return awaitStep(ctx, call, { account, payment: paymentIn(account, paymentId) });
  }
}

/** The answer of a driven payment, or its refusal. */
export function answered(driven: Driven): Driven {
  if (driven.refusal) throw driven.refusal;
  return driven;
}
