import { decodePayload, type Event } from '@sippy/kit/events';
import { ActorKind } from '@sippy/proto/event/v1/event';
import { type OrderStanding, Tender } from '@sippy/proto/payment/v1/payment';
import {
  PaymentCompleted,
  PaymentRefunded,
  PaymentRefundFailed,
} from '@sippy/proto/payment/v1/payment_event';

/** The payment that completed an order. */
export interface Completion {
  paymentId: string;
  businessDay: string;
  paymentTime: Date;
  /** Version of the standing with which it did. */
  version: bigint;
  /** Who took it; null where no person did, and where that is not known. */
  takenById: string | null;
}

/** What of an order's payments its earning follows from. */
export interface PaymentNews {
  orderId: string;
  cafeId: string;
  organisationId: string;
  /** Null where the event does not say. */
  customerId: string | null;
  version: bigint;
  paid: bigint;
  refunded: bigint;
  /** Of these: what was points. */
  pointsPaid: bigint;
  pointsRefunded: bigint;
  currencyCode: string;
  /** Only of the payment that made the order fully paid. */
  completion: Completion | undefined;
}

/** The events of payments from which earnings follow. */
export const paymentEventTypes = ['payment.completed', 'payment.refunded', 'payment.refund_failed'] as const;

/** What an event says; undefined for the payment of a guest. A refund does not say whose it is, so it is always heard. */
export function paymentNews(event: Event): PaymentNews | undefined {
  if (event.type === 'payment.completed') {
    const payment = decodePayload(event, PaymentCompleted);
    const { standing, customerId, paymentId, businessDay, paymentTime } = payment;
    if (customerId === '' || !standing) return undefined;
    const completion =
      standing.fullyPaid && paymentTime
        ? { paymentId, businessDay, paymentTime, version: standing.version, takenById: personOf(event) }
        : undefined;
    return standingNews(event, standing, customerId, completion);
  }
  const type = event.type === 'payment.refunded' ? PaymentRefunded : PaymentRefundFailed;
  const { standing } = decodePayload<{ standing: OrderStanding | undefined }>(event, type);
  return standing && standingNews(event, standing, null, undefined);
}

function personOf({ actorKind, actorId }: Event): string | null {
  return actorKind === ActorKind.USER || actorKind === ActorKind.STAFF ? actorId : null;
}

function standingNews(
  { cafeId, organisationId }: Event,
  standing: OrderStanding,
  customerId: string | null,
  completion: Completion | undefined,
): PaymentNews {
  const { orderId, version, currencyCode } = standing;
  return {
    orderId,
    cafeId,
    organisationId,
    customerId,
    version,
    currencyCode,
    completion,
    ...paidOf(standing),
  };
}

/** What of an order is paid and given back, and what of that is points. */
export function paidOf(standing: OrderStanding) {
  const { paidTotal, refundedTotal, pointsPaidTotal, pointsRefundedTotal } = standing;
  return {
    ...{ paid: paidTotal, refunded: refundedTotal },
    ...{ pointsPaid: pointsPaidTotal, pointsRefunded: pointsRefundedTotal },
  };
}

/** What of a payment with points has been given back, in minor units. */
export interface PointsRefund {
  paymentId: string;
  refunded: bigint;
  of: bigint;
  /** When the newest of it was given back; undefined where the event does not say. */
  refundTime: Date | undefined;
}

/** The newest of what events say was given back in points, for each payment: it only ever grows. */
export function pointsRefunds(events: readonly Event[]): Map<string, PointsRefund> {
  const byPayment = new Map<string, PointsRefund>();
  for (const event of events) {
    if (event.type !== 'payment.refunded') continue;
    const { tender, paymentId, paymentRefunded, paymentTotal, refundTime } = decodePayload(
      event,
      PaymentRefunded,
    );
    if (tender !== Tender.POINTS) continue;
    const known = byPayment.get(paymentId);
    if (!known || known.refunded < paymentRefunded)
      byPayment.set(paymentId, { paymentId, refunded: paymentRefunded, of: paymentTotal, refundTime });
  }
  return byPayment;
}

/** When the newest refund of each order was given back, as far as events say. */
export function refundTimes(events: readonly Event[]): Map<string, Date> {
  const refunds = events
    .filter(({ type }) => type === 'payment.refunded')
    .map((event) => decodePayload(event, PaymentRefunded));
  const byVersion = refunds.sort((a, b) => Number((a.standing?.version ?? 0n) - (b.standing?.version ?? 0n)));
  return new Map(
    byVersion.flatMap(({ orderId, refundTime }) => (refundTime ? [[orderId, refundTime] as const] : [])),
  );
}

/** The newest news of each order, with the earliest payment that completed it, in the order of the orders' ids. */
export function newestOfEach(news: readonly PaymentNews[]): PaymentNews[] {
  const byOrder = Map.groupBy(news, ({ orderId }) => orderId);
  const newest = [...byOrder.values()].map((all) => {
    const last = all.reduce((a, b) => (b.version > a.version ? b : a));
    const completions = all.flatMap(({ completion }) => completion ?? []);
    const first = completions.reduce<Completion | undefined>(
      (a, b) => (a === undefined || b.version < a.version ? b : a),
      undefined,
    );
    const customerId = all.find((each) => each.customerId !== null)?.customerId ?? null;
    return { ...last, customerId, completion: first };
  });
  return newest.sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
}
