import type { Transaction } from '@sippy/kit/db';
import { type Consumer, decodePayload, type Event } from '@sippy/kit/events';
import { BillPaymentChanged } from '@sippy/proto/payment/v1/payment_event';
import type { SettlementContext } from '../context.ts';
import { endCardPayment } from '../steps/end-card-payment.ts';

const types = ['bill_payment.completed', 'bill_payment.failed', 'bill_payment.cancelled'];

/** Records what was paid by card for transfers of money, each payment once, and lets go of what brought nothing. */
export function onBillPayment({ clock }: Pick<SettlementContext, 'clock'>): Consumer {
  return {
    name: 'settlement-bill-payments',
    stream: 'payment',
    types,
    async apply(tx, events) {
      const heard = events.map((event) => ({ event, payment: decodePayload(event, BillPaymentChanged) }));
      heard.sort((a, b) => (a.payment.billId < b.payment.billId ? -1 : 1));
      for (const one of heard) await end(tx, one, clock.now());
    },
  };
}

function end(
  tx: Transaction,
  { event, payment }: { event: Event; payment: BillPaymentChanged },
  now: Date,
): Promise<void> {
  const { paymentId, billId: transferId, amount: minor, payer, paymentTime } = payment;
  const isPaid = event.type === 'bill_payment.completed';
  const paidTime = isPaid ? (paymentTime ?? event.eventTime ?? now) : undefined;
  return endCardPayment(tx, { paymentId, transferId, minor, payer, paidTime }, now);
}
