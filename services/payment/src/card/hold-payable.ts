import type { Call } from '@sippy/kit/call';
import type { PaymentContext } from '../context.ts';
import type { Account, Payment } from '../domain/account.ts';
import { refuseCard } from '../domain/card-step.ts';
import { holdsOf, settle } from './drive.ts';

/** Holds what a payment that was just begun is for, or gives the payment up: nothing has been charged. */
export async function holdPayable(
  ctx: PaymentContext,
  call: Call,
  { account, payment }: { account: Account; payment: Payment },
): Promise<void> {
  try {
    await holdsOf(ctx, payment).hold(payment, account.order_total, call);
  } catch (error) {
    const failure = { code: 'order_not_held', declineCode: null, message: 'What it pays could not be held.' };
    await settle(ctx, payment.payment_id, call, (now, p) =>
      p.step === 'CREATE' ? refuseCard(now, p, failure, ctx.clock.now()) : undefined,
    );
    throw error;
  }
}
