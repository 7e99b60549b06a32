import { nameOf } from '@sippy/kit/enum-names';
import { decodePayload, type Event } from '@sippy/kit/events';
import { ActorKind } from '@sippy/proto/event/v1/event';
import { OrderStatus } from '@sippy/proto/order/v1/order';
import {
  type LineState,
  OrderCancelled,
  OrderCompleted,
  OrderCreated,
  type OrderState,
  OrderStatusChanged,
  OrderUpdated,
} from '@sippy/proto/order/v1/order_event';
import { OrderKind } from '@sippy/proto/type/v1/order_kind';
import type { OrderedLine, OrderNews } from '../domain/follow-order.ts';

interface Payload {
  order: OrderState | undefined;
  fromStatus?: OrderStatus;
}

const payloads: Readonly<Record<string, { decode(bytes: Uint8Array): Payload }>> = {
  'order.created': OrderCreated,
  'order.updated': OrderUpdated,
  'order.status_changed': OrderStatusChanged,
  'order.completed': OrderCompleted,
  'order.cancelled': OrderCancelled,
};

/** The events of orders that tell the kitchen something. */
export const orderEventTypes = Object.keys(payloads);

/** What an event of an order says to the kitchen; undefined for a status that is not known here. */
export function newsOf(event: Event): OrderNews | undefined {
  const codec = payloads[event.type];
  const { order, fromStatus } = codec ? decodePayload(event, codec) : { order: undefined };
  const status = order && nameOf(OrderStatus, order.status);
  if (!order || !status) return undefined;
  const { orderId, cafeId, organisationId, version, linesVersion, number, table } = order;
  const putBack = fromStatus === OrderStatus.READY && status === 'PREPARING';
  return {
    ...{ orderId, cafeId, organisationId, version, linesVersion, number, table, status },
    kind: nameOf(OrderKind, order.kind) ?? 'UNSPECIFIED',
    lines: order.lines.map(lineOf),
    recalled: putBack && event.actorKind !== ActorKind.SERVICE,
    time: event.eventTime ?? new Date(),
  };
}

function lineOf(line: LineState): OrderedLine {
  const {
    lineId,
    productId,
    productName,
    variantName,
    categoryId,
    note,
    course,
    quantity,
    needsPreparation,
  } = line;
  return {
    ...{ lineId, productId, productName, variantName, categoryId, note, course, quantity, needsPreparation },
    modifiers: line.modifiers.map((modifier) => ({ name: modifier.name, quantity: modifier.quantity })),
  };
}
