import { decodePayload, type Event } from '@sippy/kit/events';
import { isUuid } from '@sippy/kit/ids';
import { type Order, OrderChannel } from '@sippy/proto/order/v1/order';
import {
  ChangeKind,
  type OrderChange,
  OrderCreated,
  type OrderState,
  OrderUpdated,
} from '@sippy/proto/order/v1/order_event';
import type { EarningLine } from '../domain/points-due.ts';

/** What of an order its earning follows from. */
export interface OrderNews {
  orderId: string;
  cafeId: string;
  organisationId: string;
  customerId: string | null;
  version: bigint;
  total: bigint;
  currencyCode: string;
  lines: readonly EarningLine[];
  /** Who placed it at a counter; null of one that was given online. */
  placedById: string | null;
}

const payloads: Readonly<
  Record<string, { decode(bytes: Uint8Array): { order: OrderState | undefined; changes?: OrderChange[] } }>
> = {
  'order.created': OrderCreated,
  'order.updated': OrderUpdated,
};

/** The events that tell of the lines or the customer of an order: a status alone changes neither. */
export const orderEventTypes: readonly string[] = Object.keys(payloads);

/**
 * What an event says of a member's order; undefined for what cannot matter: a payment, which the payment service tells
 * better, and a guest's order, unless it may have been a member's before.
 */
export function orderNews(event: Event): OrderNews | undefined {
  const codec = payloads[event.type];
  const { order, changes = [] } = codec ? decodePayload(event, codec) : { order: undefined };
  if (!order) return undefined;
  if (changes.length > 0 && changes.every(({ kind }) => kind === ChangeKind.PAYMENT)) return undefined;
  const wasMember = changes.some(({ kind }) => kind === ChangeKind.DETAILS);
  return order.customerId !== '' || wasMember ? newsOf(order) : undefined;
}

/** The same from an order that was asked for. */
export function newsOf(order: OrderState | Order): OrderNews {
  const { orderId, cafeId, organisationId, customerId, version, totals, lines, channel, placedById } = order;
  return {
    ...{ orderId, cafeId, organisationId, version },
    customerId: customerId || null,
    placedById: channel === OrderChannel.COUNTER && isUuid(placedById) ? placedById : null,
    total: totals?.total?.minor ?? 0n,
    currencyCode: totals?.total?.currencyCode ?? '',
    lines: lines.map(({ productId, categoryId, quantity, netAmount }) => ({
      ...{ productId, categoryId, quantity },
      net: netAmount?.minor ?? 0n,
    })),
  };
}
