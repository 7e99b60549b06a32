/** Orders, in the words of payments. */
import type { Call } from '@sippy/kit/call';
import type { OnBehalf, PeerClient } from '@sippy/kit/client';
import { newId } from '@sippy/kit/ids';
import { notFound, Refusal } from '@sippy/kit/refusal';
import type { ServiceHost } from '@sippy/kit/service';
import { type Order, OrderStatus } from '@sippy/proto/order/v1/order';
import { OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import type { Payment } from '../domain/account.ts';
import type { OrderToPay } from '../domain/pay.ts';
import type { Sold } from '../domain/refund-lines.ts';
import { orderChanged } from '../domain/refusals.ts';
import type { Sale } from '../domain/sale.ts';
import { saleOf, soldOf } from '../messages/sale.ts';
import type { CafeForPayment } from './cafes.ts';

/** An order as it is now, for a payment. */
export interface ReadOrder extends OrderToPay {
  cafeId: string;
  isCancelled: boolean;
  /** Nothing was ever paid or begun, as far as the order knows. */
  isUntouched: boolean;
  takenTime: Date;
  /** What its lines are worth if they are given back. */
  sold(): Sold;
  /** What the receipt will show. */
  sale(cafe: CafeForPayment): Sale;
}

/** What is kept as it is while a card is charged for it. */
export interface Holds {
  /** Refuses what is not as it was read, and what cannot be held now. */
  hold(payment: Payment, total: bigint, on: OnBehalf): Promise<void>;
  /** Ends that; a failure does not matter. */
  release(payment: Payment, on: OnBehalf): Promise<void>;
}

/** What payments ask of the order service. */
export interface Orders extends Holds {
  /** Refuses with NOT_FOUND. */
  read(orderId: string, call: Call): Promise<ReadOrder>;
  /**
   * Keeps the order's lines and prices as they are while a card payment is under way. A change that leaves the total as it
   * was (the kitchen moved it on, another part was paid) does not matter. Refuses with ORDER_CHANGED.
   */
  hold(payment: Payment, total: bigint, on: OnBehalf): Promise<void>;
  /** Ends that; a failure does not matter, since the hold ends by itself. */
  release(payment: Payment, on: OnBehalf): Promise<void>;
}

/** For how long an order is held unless the payment ends before: a little longer than a payment may take. */
const HOLD_SECONDS = 20 * 60;
/** How often a hold is tried on an order that changes all the time. */
const MOST_HOLDS = 4;
/** With these the order says that it is not what it was. */
const CHANGED_CODES: ReadonlySet<string> = new Set(['ABORTED', 'FAILED_PRECONDITION', 'NOT_FOUND']);

/** Orders of the order service. */
export function ordersPeer(host: Pick<ServiceHost, 'peer'>): Orders {
  const peer = host.peer(OrderServiceDefinition);
  return {
    read: (orderId, call) => read(peer, orderId, call),
    async hold(payment, total, on) {
      let version = payment.order_version;
      for (let tries = 1; ; tries++) {
        try {
          await begin(peer, payment, version, on);
          return;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          if (!CHANGED_CODES.has(error.code)) throw error;
          const order =
            error.code === 'ABORTED' && tries < MOST_HOLDS
              ? await read(peer, payment.order_id, on)
              : undefined;
          if (order?.total !== total || order.isCancelled) throw orderChanged(error.message);
          version = order.version;
        }
      }
    },
    async release(payment, on) {
      await peer
        .endPayment({ requestId: newId(), orderId: payment.order_id, paymentId: payment.payment_id }, on)
        .catch(() => undefined);
    },
  };
}

type Peer = PeerClient<typeof OrderServiceDefinition>;

async function read(peer: Peer, orderId: string, on: OnBehalf): Promise<ReadOrder> {
  const { order, paymentIds } = await peer.getPayable({ orderId }, on).catch((error) => {
    throw error instanceof Refusal && error.code === 'NOT_FOUND' ? notFound('order', orderId) : error;
  });
  if (!order) throw notFound('order', orderId);
  return readOrder(order, paymentIds.length);
}

async function begin(peer: Peer, payment: Payment, version: bigint, on: OnBehalf): Promise<void> {
  const { order_id: orderId, payment_id: paymentId, currency_code: currencyCode, amount: minor } = payment;
  const amount = { currencyCode, minor };
  const leaseSeconds = HOLD_SECONDS;
  await peer.beginPayment({ requestId: newId(), orderId, version, paymentId, amount, leaseSeconds }, on);
}

function readOrder(order: Order, paymentsUnderWay: number): ReadOrder {
  const total = order.totals?.total;
  if (!total || !order.takenTime) throw new Error(`order ${order.orderId} came without its total or time`);
  return {
    orderId: order.orderId,
    organisationId: order.organisationId,
    cafeId: order.cafeId,
    customerId: order.customerId || null,
    version: order.version,
    total: total.minor,
    currency: total.currencyCode,
    number: order.number,
    businessDay: order.businessDay,
    isCancelled: order.status === OrderStatus.CANCELLED,
    isUntouched: paymentsUnderWay === 0 && (order.totals?.paid?.minor ?? 0n) === 0n,
    takenTime: order.takenTime,
    sold: () => soldOf(order),
    sale: (cafe) => saleOf(order, cafe),
  };
}
