/**
 * Orders and cafés as a test wants them, behind the contracts of their services: the real ones cannot be made to vanish
 * or change between two statements. The journeys through the gateway use the real ones.
 */
import type { GenericDefinition, Implementation } from '@sippy/kit/definition';
import { newId } from '@sippy/kit/ids';
import { notFound, refuse } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { defineService, type ServiceDefinition, type ServiceHost } from '@sippy/kit/service';
import { Cafe } from '@sippy/proto/cafe/v1/cafe';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { Order, OrderStatus } from '@sippy/proto/order/v1/order';
import { OrderCancelled } from '@sippy/proto/order/v1/order_event';
import {
  type BeginPaymentRequest,
  type EndPaymentRequest,
  type GetPayableRequest,
  OrderServiceDefinition,
} from '@sippy/proto/order/v1/order_service';
import { z } from 'zod';

/** What a test says of an order. */
export interface BookedOrder {
  total?: bigint;
  currency?: string;
  cafeId?: string;
  customerId?: string;
  number?: string;
  takenTime?: Date;
  /** Lines as quantity and what the guest pays; one of two for the total if left out. What is above them is service. */
  lines?: readonly (readonly [quantity: number, total: bigint])[];
}

/** Orders of one test file, and what was asked about them. */
export interface OrderBook {
  organisationId: string;
  cafeId: string;
  /** Café with coins of 5 minor units. */
  coinCafeId: string;
  /** Smallest coins of cafés that are neither of these. */
  coins: Map<string, bigint>;
  /** Runs before an order is held. */
  onHold: (() => Promise<void>) | undefined;
  /** Runs before a café's settings are sent. */
  onCafe: (() => Promise<void>) | undefined;
  services: ServiceDefinition[];
  place(order?: BookedOrder): Order;
  /** A new total, at the next version. */
  reprice(order: Order, total: bigint): void;
  /** Cancels the order as the order service does: its status, then its event. */
  cancel(order: Order): Promise<void>;
  /** Has the order service refuse or fail until it is set to undefined. */
  trouble: (() => Error) | undefined;
  /** Runs after an order was read for a payment and before the answer leaves. */
  onRead: ((order: Order) => Promise<void>) | undefined;
  calls: string[];
  /** Payments that hold each order. */
  holds: Map<string, Set<string>>;
}

/** Makes an empty book. */
export function openOrderBook(): OrderBook {
  const orders = new Map<string, Order>();
  let host: ServiceHost<unknown> | undefined;
  const found = (orderId: string): Order => {
    const order = orders.get(orderId);
    if (!order) throw notFound('order', orderId);
    return order;
  };
  const asked = (call: string) => {
    book.calls.push(call);
    if (book.trouble) throw book.trouble();
  };
  const handlers = {
    async getPayable({ orderId }: GetPayableRequest) {
      asked('getPayable');
      const order = found(orderId);
      const answer = {
        order: Order.fromPartial(order),
        isPayable: true,
        paymentIds: [...(book.holds.get(orderId) ?? [])],
      };
      await book.onRead?.(order);
      return answer;
    },
    async beginPayment({ orderId, paymentId, version }: BeginPaymentRequest) {
      asked('beginPayment');
      await book.onHold?.();
      const order = found(orderId);
      if (order.status === OrderStatus.CANCELLED)
        throw refuse('FAILED_PRECONDITION', 'CLOSED', 'The order is CANCELLED.');
      if (version !== order.version) throw refuse('ABORTED', 'STALE_VERSION', 'The order has changed.');
      book.holds.set(orderId, (book.holds.get(orderId) ?? new Set()).add(paymentId));
      return { leaseTime: new Date(), version: order.version };
    },
    async endPayment({ orderId, paymentId }: EndPaymentRequest) {
      asked('endPayment');
      book.holds.get(orderId)?.delete(paymentId);
      return {};
    },
  };
  const book: OrderBook = {
    organisationId: newId(),
    cafeId: newId(),
    coinCafeId: newId(),
    coins: new Map(),
    onCafe: undefined,
    onHold: undefined,
    trouble: undefined,
    onRead: undefined,
    calls: [],
    holds: new Map(),
    services: [
      serve('order', OrderServiceDefinition, handlers, (it) => {
        host = it;
      }),
      serve('cafe', CafeServiceDefinition, {
        async getCafeSettings({ cafeId }: { cafeId: string }) {
          await book.onCafe?.();
          return { cafe: cafeOf(book, cafeId) };
        },
      }),
    ],
    place(booked = {}) {
      const order = orderOf(book, booked, orders.size + 1);
      orders.set(order.orderId, order);
      return order;
    },
    reprice(order, total) {
      order.version += 1n;
      order.totals = Order.fromPartial({
        totals: { total: { currencyCode: currencyOf(order), minor: total } },
      }).totals;
    },
    async cancel(order) {
      order.status = OrderStatus.CANCELLED;
      order.version += 1n;
      const { orderId, cafeId, organisationId, customerId, version, totals } = order;
      const payload = OrderCancelled.encode(
        OrderCancelled.fromPartial({
          order: { orderId, cafeId, organisationId, customerId, version, totals },
        }),
      ).finish();
      const event = {
        type: 'order.cancelled',
        aggregate: { type: 'order', id: orderId, version },
        organisationId,
        cafeId,
        payload,
      };
      await host?.db.transaction(serviceScope, (tx) => tx.append([event]));
    },
  };
  return book;
}

const currencyOf = (order: Order) => order.totals?.total?.currencyCode ?? 'EUR';

function orderOf(book: OrderBook, booked: BookedOrder, n: number): Order {
  const currencyCode = booked.currency ?? 'EUR';
  const money = (minor: bigint) => ({ currencyCode, minor });
  const total = booked.total ?? 1250n;
  return Order.fromPartial({
    orderId: newId(),
    cafeId: booked.cafeId ?? book.cafeId,
    organisationId: book.organisationId,
    customerId: booked.customerId ?? '',
    version: 1n,
    number: booked.number ?? `A${n}`,
    businessDay: '2026-03-02',
    status: OrderStatus.PENDING,
    customerName: 'Ana Secret',
    note: 'allergic, call Ana',
    takenTime: booked.takenTime ?? new Date(Date.now() - 60_000),
    lines: (booked.lines ?? [[2, total] as const]).map(([quantity, amount]) => ({
      lineId: newId(),
      quantity,
      productName: 'Flat <White>',
      amount: money(amount),
      totalAmount: money(amount),
      note: 'for Ana',
    })),
    taxes: [
      { name: 'VAT 19 %', bps: 1900, included: true, netAmount: money(total - 200n), taxAmount: money(200n) },
    ],
    totals: { total: money(total), paid: money(0n) },
  });
}

function cafeOf(book: OrderBook, cafeId: string): Cafe {
  return Cafe.fromPartial({
    cafeId,
    version: 1n,
    name: 'Corner & Bean',
    address: { street: 'Main St 1', city: 'Vienna', postalCode: '1010' },
    timeZone: 'Europe/Vienna',
    cashRoundingMinor: cafeId === book.coinCafeId ? 5n : (book.coins.get(cafeId) ?? 0n),
  });
}

/** A service that answers some RPCs of its contract and refuses the rest. */
function serve(
  name: string,
  definition: GenericDefinition,
  handlers: object,
  started: (host: ServiceHost<unknown>) => void = () => undefined,
): ServiceDefinition {
  const refusing = Object.fromEntries(
    Object.keys(definition.methods).map((method) => [
      method,
      async () => {
        throw refuse('UNIMPLEMENTED', 'NOT_HERE', 'Not part of this test.');
      },
    ]),
  );
  return defineService<unknown>({
    name,
    config: z.unknown(),
    // A folder without any: they would be folders in it.
    migrations: new URL('./', import.meta.url),
    start(host) {
      started(host);
      const services = [{ definition, handlers: { ...refusing, ...handlers } } as Implementation];
      return { services };
    },
  });
}
