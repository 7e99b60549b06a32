import type { Call } from '@sippy/kit/call';
import { drive } from '../card/drive.ts';
import type { PaymentContext } from '../context.ts';
import { type Account, type Payment, paymentIn } from '../domain/account.ts';

interface Standing {
  account: Account;
  payment: Payment;
}

const POLL_MS = 50;
/** Left of the caller's time for the answer itself. */
const RESERVE_MS = 300;

/**
 * For a repeated request: waits while the first one is at Stripe, as long as the caller has time, and carries the payment
 * on from where the first one died.
 */
export async function awaitStep(ctx: PaymentContext, call: Call, standing: Standing): Promise<Standing> {
  let now = standing;
  while (now.payment.step && Date.now() < call.deadline - RESERVE_MS && !call.signal.aborted) {
    const isDue = now.payment.check_time !== null && now.payment.check_time <= ctx.clock.now();
    if (isDue) return (await drive(ctx, now.payment.payment_id, { call })) ?? now;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const account = await ctx.accounts.find({ kind: 'service' }, 'payment', now.payment.payment_id);
    if (!account) return now;
    now = { account, payment: paymentIn(account, now.payment.payment_id) };
  }
  return now;
}
