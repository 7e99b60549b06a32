import type { OnBehalf } from '@sippy/kit/client';
import type { ServiceHost } from '@sippy/kit/service';
import type { OrderStanding } from '@sippy/proto/payment/v1/payment';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import type { Standing } from '../domain/payment-state.ts';

/** How an order stands with its payments, as the payment service says when it is asked. */
export interface AskedStanding extends Standing {
  /** Part of the total that payments under way or authorised ones hold. */
  readonly held: bigint;
}

/** What the order service asks of payments. */
export interface Payments {
  /** How orders stand, by their ids; an order that nobody has begun to pay is missing. At most 200 at once. */
  standingsOf(orderIds: readonly string[], on: OnBehalf): Promise<Map<string, AskedStanding>>;
}

/** Payments, as the payment service knows them. */
export function paymentsPeer(host: ServiceHost): Payments {
  const peer = host.peer(PaymentServiceDefinition);
  return {
    async standingsOf(orderIds, on) {
      const { standings } = await peer.listOrderStandings({ orderIds: [...orderIds] }, on);
      return new Map(standings.map((one) => [one.orderId, { ...standingOf(one), held: one.heldTotal }]));
    },
  };
}

/** A standing in our own words. */
export function standingOf(standing: OrderStanding): Standing {
  return {
    version: standing.version,
    paid: standing.paidTotal,
    authorized: standing.authorizedTotal,
    refunded: standing.refundedTotal,
  };
}
