import type { Rpc } from '@sippy/kit/call';
import { serviceScope } from '@sippy/kit/scope';
import type {
  ReceiveStripeWebhookRequest,
  ReceiveStripeWebhookResponse,
} from '@sippy/proto/payment/v1/payment_service';
import type { News } from '../card/desk.ts';
import { lookAt } from '../card/drive.ts';
import { lookAtRefund } from '../card/drive-refund.ts';
import type { PaymentContext } from '../context.ts';
import { paymentIn } from '../domain/account.ts';
import { cardPaymentsOff, signatureInvalid } from '../domain/refusals.ts';

/**
 * Takes in what Stripe reports. A report only says where to look: how things stand is asked of Stripe, so that old, repeated
 * and reordered reports change nothing.
 */
export const receiveStripeWebhook =
  (ctx: PaymentContext): Rpc<ReceiveStripeWebhookRequest, ReceiveStripeWebhookResponse> =>
  async ({ body }, call) => {
    if (!ctx.desk) throw cardPaymentsOff();
    const news = ctx.desk.readWebhook(
      body?.data ?? new Uint8Array(),
      call.metadata.get('stripe-signature') ?? '',
    );
    if (!news) throw signatureInvalid();
    await takeIn(ctx, news);
    return {};
  };

/** Reports of what is not ours, or no longer, are none of our business. */
async function takeIn(ctx: PaymentContext, news: News): Promise<void> {
  const { paymentId, refundId } = news;
  if (refundId && isId(refundId)) {
    const account = await ctx.accounts.find(serviceScope, 'refund', refundId);
    const refund = account?.refunds.find((r) => r.refund_id === refundId);
    const isKnown =
      refund?.status === 'FAILED' || (refund?.status === 'SETTLED' && news.state === 'succeeded');
    if (refund && !isKnown) await lookAtRefund(ctx, refund);
    return;
  }
  if (!paymentId || !isId(paymentId) || !news.type.startsWith('payment_intent.')) return;
  const account = await ctx.accounts.find(serviceScope, 'payment', paymentId);
  if (!account) return;
  const payment = paymentIn(account, paymentId);
  if (payment.status === 'CAPTURED' || (payment.status === 'CANCELLED' && news.state === 'canceled')) return;
  await lookAt(ctx, payment);
}

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
