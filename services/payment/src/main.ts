import { openMailServer } from '@sippy/kit/mail-server';
import { defineService, implement } from '@sippy/kit/service';
import { BillServiceDefinition } from '@sippy/proto/payment/v1/bill_service';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { paymentConfig } from './config.ts';
import { paymentContext } from './context.ts';
import { onOrderCancelled } from './events/on-order-cancelled.ts';
import { reconcileJob } from './jobs/reconcile.ts';
import { sendReceiptsJob } from './jobs/send-receipts.ts';
import { cancelPayment } from './rpc/cancel-payment.ts';
import { capturePayment } from './rpc/capture-payment.ts';
import { checkClaim } from './rpc/check-claim.ts';
import { confirmPayment } from './rpc/confirm-payment.ts';
import { createPaymentIntent } from './rpc/create-payment-intent.ts';
import { erasePersonalData } from './rpc/erase-personal-data.ts';
import { exportPersonalData } from './rpc/export-personal-data.ts';
import { getBillPayment } from './rpc/get-bill-payment.ts';
import { getPayment } from './rpc/get-payment.ts';
import { getReceipt } from './rpc/get-receipt.ts';
import { listBillTestCards } from './rpc/list-bill-test-cards.ts';
import { listOrderPayments } from './rpc/list-order-payments.ts';
import { listOrderStandings } from './rpc/list-order-standings.ts';
import { listTestCards } from './rpc/list-test-cards.ts';
import { listTransactions } from './rpc/list-transactions.ts';
import { payBill } from './rpc/pay-bill.ts';
import { payCash } from './rpc/pay-cash.ts';
import { payPoints } from './rpc/pay-points.ts';
import { printReceipt } from './rpc/print-receipt.ts';
import { receiveStripeWebhook } from './rpc/receive-stripe-webhook.ts';
import { refundPayment } from './rpc/refund-payment.ts';
import { sendReceipt } from './rpc/send-receipt.ts';

/** Takes money for orders and gives it back. */
export const service = defineService({
  name: 'payment',
  config: paymentConfig,
  migrations: new URL('../prisma/migrations/', import.meta.url),
  start(host) {
    const ctx = paymentContext(host);
    const rpcs = implement(PaymentServiceDefinition, {
      payCash: payCash(ctx),
      payPoints: payPoints(ctx),
      createPaymentIntent: createPaymentIntent(ctx),
      confirmPayment: confirmPayment(ctx),
      capturePayment: capturePayment(ctx),
      cancelPayment: cancelPayment(ctx),
      refundPayment: refundPayment(ctx),
      getPayment: getPayment(ctx),
      listOrderPayments: listOrderPayments(ctx),
      listTransactions: listTransactions(ctx),
      getReceipt: getReceipt(ctx),
      printReceipt: printReceipt(ctx),
      sendReceipt: sendReceipt(ctx),
      listTestCards: listTestCards(ctx),
      receiveStripeWebhook: receiveStripeWebhook(ctx),
      exportPersonalData: exportPersonalData(ctx),
      erasePersonalData: erasePersonalData(ctx),
      listOrderStandings: listOrderStandings(ctx),
      checkClaim: checkClaim(ctx),
    });
    const bills = implement(BillServiceDefinition, {
      payBill: payBill(ctx),
      getBillPayment: getBillPayment(ctx),
      listBillTestCards: listBillTestCards(ctx),
    });
    const { SMTP_URL, MAIL_FROM } = host.config;
    const mail = SMTP_URL === undefined ? undefined : openMailServer({ SMTP_URL, MAIL_FROM });
    return {
      services: [rpcs, bills],
      consumers: [onOrderCancelled],
      jobs: [reconcileJob(ctx), ...(mail ? [sendReceiptsJob(host, ctx, mail)] : [])],
      async stop() {
        mail?.close();
        await ctx.prisma.$disconnect();
      },
    };
  },
});
