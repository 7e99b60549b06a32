import type { OnBehalf } from '@sippy/kit/client';
import type { ServiceHost } from '@sippy/kit/service';
import { type Payment, PaymentStatus } from '@sippy/proto/payment/v1/payment';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import type { OrderNews } from '../messages/order-news.ts';
import { type PaymentNews, paidOf } from '../messages/payment-news.ts';

/** What loyalty asks of payments. */
export interface Payments {
  /** How an order was paid; undefined while it is not paid in full. */
  ofPaidOrder(order: OrderNews, on: OnBehalf): Promise<PaymentNews | undefined>;
  /** The order of a receipt whose code this is. Refuses with CLAIM_CODE_WRONG. */
  claimedOrder(receipt: ClaimedReceipt, on: OnBehalf): Promise<string>;
}

/** A receipt by its order or by what is printed on it, with its code. */
export interface ClaimedReceipt {
  cafeId: string;
  orderId: string;
  businessDay: string;
  receiptNumber: string;
  claimCode: string;
}

/** Payments as the payment service knows them. */
export function paymentsPeer(host: Pick<ServiceHost, 'peer'>): Payments {
  const peer = host.peer(PaymentServiceDefinition);
  return {
    async claimedOrder({ cafeId, orderId, businessDay, receiptNumber, claimCode }, on) {
      const asked = { cafeId, orderId, businessDay, receiptNumber, claimCode };
      return (await peer.checkClaim(asked, on)).orderId;
    },
    async ofPaidOrder({ orderId, cafeId, organisationId, currencyCode }, on) {
      const [{ standings }, { payments }] = await Promise.all([
        peer.listOrderStandings({ orderIds: [orderId] }, on),
        peer.listOrderPayments({ orderId }, on),
      ]);
      const [standing] = standings;
      const last = lastCaptured(payments);
      if (!standing?.fullyPaid || !last?.paymentTime) return undefined;
      const { paymentId, businessDay, paymentTime } = last;
      const { version } = standing;
      return {
        ...{ orderId, cafeId, organisationId, currencyCode, version, ...paidOf(standing) },
        customerId: null,
        completion: { paymentId, businessDay, paymentTime, version, takenById: null },
      };
    },
  };
}

/** The payment that was taken last, which completed the order. */
function lastCaptured(payments: readonly Payment[]): Payment | undefined {
  const key = (payment: Payment) => [payment.paymentTime?.getTime() ?? 0, payment.paymentId] as const;
  return payments
    .filter(({ status }) => status === PaymentStatus.CAPTURED)
    .sort((a, b) => key(b)[0] - key(a)[0] || (key(a)[1] < key(b)[1] ? 1 : -1))[0];
}
