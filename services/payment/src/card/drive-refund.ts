/** Carries a card refund on until the bank has settled or refused it. */
import type { Call } from '@sippy/kit/call';
import { serviceScope } from '@sippy/kit/scope';
import type { PaymentContext } from '../context.ts';
import { type Account, type Change, type Payment, paymentIn, type Refund } from '../domain/account.ts';
import { KEY_LIFE_MS } from '../domain/deadlines.ts';
import { delayRefund, type RefundOutcome, settleRefund } from '../domain/refund.ts';
import type { Answer } from './answer.ts';
import type { CardDesk } from './desk.ts';

/** Does what is to be done about a refund now; returns its account afterwards. */
export async function driveRefund(
  ctx: PaymentContext,
  refundId: string,
  call?: Call,
): Promise<Account | undefined> {
  const account = await ctx.accounts.find(serviceScope, 'refund', refundId);
  const refund = account?.refunds.find((r) => r.refund_id === refundId);
  if (!account || !refund || refund.tender !== 'CARD') return account;
  if (!ctx.desk) throw new Error('a card refund waits, but STRIPE_API_KEY is not set');
  const answer = await askFor(ctx.desk, paymentIn(account, refund.payment_id), refund, ctx.clock.now());
  return concludeRefund(ctx, refund, answer, call);
}

/** Asks Stripe how a refund stands that it has reported of. */
export async function lookAtRefund(ctx: PaymentContext, refund: Refund): Promise<void> {
  if (!ctx.desk || refund.tender !== 'CARD') return;
  // Not known here under Stripe's id yet: whoever made it is about to write that down.
  if (!refund.stripe_id) return;
  await concludeRefund(ctx, refund, await ctx.desk.lookRefund(refund));
}

async function askFor(
  desk: CardDesk,
  payment: Payment,
  refund: Refund,
  now: Date,
): Promise<Answer<RefundOutcome>> {
  if (refund.stripe_id) return desk.lookRefund(refund);
  if (now.getTime() - refund.create_time.getTime() > KEY_LIFE_MS) {
    const found = await desk.findRefund(payment, refund);
    if (found.kind !== 'done') return found;
    if (found.value) return { kind: 'done', value: found.value };
  }
  return desk.refund(payment, refund);
}

async function concludeRefund(
  ctx: PaymentContext,
  refund: Refund,
  answer: Answer<RefundOutcome>,
  call?: Call,
): Promise<Account> {
  const at = ctx.clock.now();
  const decide = (account: Account): Change | undefined => {
    const current = account.refunds.find((r) => r.refund_id === refund.refund_id);
    if (!current) return undefined;
    if (answer.kind === 'refused') {
      const failed: RefundOutcome = { stripeId: null, state: 'failed', failureCode: answer.failure.code };
      return settleRefund(account, current, failed, at);
    }
    const settled = answer.kind === 'done' ? settleRefund(account, current, answer.value, at) : undefined;
    if (settled || current.status !== 'PENDING') return settled;
    return delayRefund(account, current, at);
  };
  const written = await ctx.accounts.change(call, serviceScope, refund.payment_id, decide);
  if (!written) throw new Error(`payment ${refund.payment_id} is gone`);
  for (const fact of written.change?.facts ?? []) ctx.count(fact, 'CARD');
  return written.account;
}
