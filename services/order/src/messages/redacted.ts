import { decodePayload, type Event } from '@sippy/kit/events';
import {
  OrderCancelled,
  OrderCompleted,
  OrderCreated,
  type OrderState,
  OrderStatusChanged,
  OrderUpdated,
} from '@sippy/proto/order/v1/order_event';

interface Codec {
  decode(bytes: Uint8Array): { order: OrderState | undefined };
  encode(message: never): { finish(): Uint8Array };
}

const payloads: Readonly<Record<string, Codec>> = {
  'order.created': OrderCreated,
  'order.updated': OrderUpdated,
  'order.status_changed': OrderStatusChanged,
  'order.completed': OrderCompleted,
  'order.cancelled': OrderCancelled,
};

/** The payload of an order's event without the notes of its lines; undefined where it has none. */
export function withoutNotes(event: Event): Uint8Array | undefined {
  const codec = payloads[event.type];
  if (!codec) return undefined;
  const told = decodePayload(event, codec);
  if (!told.order?.lines.some(({ note }) => note !== '')) return undefined;
  const lines = told.order.lines.map((line) => ({ ...line, note: '' }));
  return codec.encode({ ...told, order: { ...told.order, lines } } as never).finish();
}
