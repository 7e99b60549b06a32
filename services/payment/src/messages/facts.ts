/** Facts of an account as the events that others see. */
import type { NewEvent } from '@sippy/kit/events';
import { Tender } from '@sippy/proto/payment/v1/payment';
import {
  BillPaymentChanged,
  PaymentAuthorized,
  PaymentCancelled,
  PaymentCompleted,
  PaymentFailed,
  PaymentInitiated,
  PaymentRefunded,
  PaymentRefundFailed,
} from '@sippy/proto/payment/v1/payment_event';
import { type Change, cafeOf, type Fact, isBill, type Payment } from '../domain/account.ts';
import { refundedLines } from './answers.ts';
import { standingOf } from './standing.ts';

/** The events of a change, about the payment that it changes. */
export function factEvents(change: Change): NewEvent[] {
  const { payment, account } = change;
  if (isBill(payment)) return change.facts.map((fact) => billEvent(fact, payment));
  return change.facts.map((fact) => ({
    type: fact,
    aggregate: { type: 'payment', id: payment.payment_id, version: payment.version },
    organisationId: account.organisation_id,
    cafeId: cafeOf(account),
    payload: payloadOf(fact, change),
  }));
}

/** Of a bill: under a name of its own, since whoever hears of payments takes them for an order's. */
function billEvent(fact: Fact, payment: Payment): NewEvent {
  const { payment_id: paymentId, organisation_id: organisationId } = payment;
  return {
    type: `bill_${fact}`,
    aggregate: { type: 'bill_payment', id: paymentId, version: payment.version },
    organisationId,
    payload: BillPaymentChanged.encode({
      ...{ paymentId, organisationId, billId: payment.order_id },
      ...{ amount: payment.amount, currencyCode: payment.currency_code },
      payer: `${payment.actor_kind}:${payment.actor_id}`,
      paymentTime: fact === 'payment.completed' ? payment.update_time : undefined,
    }).finish(),
  };
}

function payloadOf(fact: Fact, change: Change): Uint8Array {
  const { payment, account } = change;
  const common = {
    paymentId: payment.payment_id,
    orderId: payment.order_id,
    tender: Tender[payment.tender],
    amount: payment.amount,
    standing: standingOf(account),
  };
  const begun = { ...common, tip: payment.tip, orderVersion: payment.order_version };
  switch (fact) {
    case 'payment.initiated':
      return PaymentInitiated.encode(begun).finish();
    case 'payment.authorized':
      return PaymentAuthorized.encode(begun).finish();
    case 'payment.completed':
      return PaymentCompleted.encode({
        ...begun,
        rounding: payment.rounding,
        receiptNumber: payment.receipt_number ?? '',
        customerId: payment.customer_id ?? '',
        paymentTime: payment.payment_time,
        businessDay: payment.business_day,
      }).finish();
    case 'payment.failed':
      return PaymentFailed.encode({ ...common, failureCode: payment.failure_code ?? '' }).finish();
    case 'payment.cancelled':
      return PaymentCancelled.encode(common).finish();
    case 'payment.refunded':
    case 'payment.refund_failed':
      return refundPayload(fact, common, change);
  }
}

function refundPayload(
  fact: 'payment.refunded' | 'payment.refund_failed',
  common: Pick<PaymentRefunded, 'paymentId' | 'orderId' | 'tender' | 'standing'>,
  { payment, refund }: Change,
): Uint8Array {
  if (!refund) throw new Error(`${fact} without a refund`);
  const given = { ...common, refundId: refund.refund_id, amount: refund.amount };
  if (fact === 'payment.refund_failed') {
    return PaymentRefundFailed.encode({
      ...given,
      failureCode: refund.failure_code ?? '',
      wasSettled: refund.settle_time !== null,
    }).finish();
  }
  return PaymentRefunded.encode({
    ...given,
    paymentRefunded: payment.refunded,
    paymentTotal: payment.captured,
    automatic: refund.is_automatic,
    lines: refundedLines(refund),
    refundTime: refund.refund_time,
  }).finish();
}
