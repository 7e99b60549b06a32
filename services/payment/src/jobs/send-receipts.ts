import { mailJob } from '@sippy/kit/mail-job';
import type { MailServer, MailText } from '@sippy/kit/mail-server';
import { serviceScope } from '@sippy/kit/scope';
import type { Job, ServiceHost } from '@sippy/kit/service';
import type { PaymentContext } from '../context.ts';
import { receiptPartsOf } from '../domain/receipt.ts';
import { receiptMessage } from '../messages/answers.ts';
import { receiptOutbox } from '../store/receipt-mails.ts';
import { findSale } from '../store/receipts.ts';

/** Sends the receipts that wait for it, as they are then: with the refunds made meanwhile. */
export function sendReceiptsJob(
  host: Pick<ServiceHost, 'breaker' | 'log'>,
  ctx: PaymentContext,
  server: MailServer,
): Job {
  return mailJob(host, 'payment-mail', {
    clock: ctx.clock,
    server,
    outbox: receiptOutbox(ctx.db),
    compose: ({ paymentId }) => composeReceipt(ctx, paymentId),
  });
}

async function composeReceipt(ctx: PaymentContext, paymentId: string): Promise<MailText | undefined> {
  const account = await ctx.accounts.find(serviceScope, 'payment', paymentId);
  if (!account) return undefined;
  const { sale, copies } = await findSale(ctx.db, serviceScope, paymentId);
  const parts = {
    ...receiptPartsOf(account, paymentId, ctx.claimSecret),
    sale,
    copy: copies === 0 ? 0 : copies + 1,
  };
  const { receiptNumber, text, html } = receiptMessage(parts);
  return { subject: `Receipt ${receiptNumber} from ${sale.cafe.name}`, text, html };
}
