import type { BillPayment } from '@sippy/proto/payment/v1/bill_service';
import { PaymentStatus } from '@sippy/proto/payment/v1/payment';
import type { Payment } from '../domain/account.ts';
import { failureOf, nextActionOf } from './answers.ts';

/** A payment of a bill as its payer sees it. */
export function billPaymentMessage(payment: Payment): BillPayment {
  return {
    paymentId: payment.payment_id,
    billId: payment.order_id,
    status: PaymentStatus[payment.status],
    amount: { currencyCode: payment.currency_code, minor: payment.amount },
    failure: failureOf(payment),
    nextAction: nextActionOf(payment),
    brand: payment.brand ?? '',
    last4: payment.last4 ?? '',
    createTime: payment.create_time,
  };
}
