import type { Event } from '@sippy/proto/web/event/v1/event';

type PayloadTypes = Record<string, { decode(bytes: Uint8Array): object }>;

const domains: Record<string, () => Promise<unknown>> = {
  auth: () => import('@sippy/proto/web/auth/v1/auth_event'),
  cafe: () => import('@sippy/proto/web/cafe/v1/cafe_event'),
  catalog: () => import('@sippy/proto/web/catalog/v1/catalog_event'),
  customer: () => import('@sippy/proto/web/customer/v1/customer_event'),
  kitchen: () => import('@sippy/proto/web/kitchen/v1/kitchen_event'),
  order: () => import('@sippy/proto/web/order/v1/order_event'),
  payment: () => import('@sippy/proto/web/payment/v1/payment_event'),
};

/** The fact inside an event: "order.status_changed" is the message OrderStatusChanged. Unknown ones stay bytes. */
export async function payloadOf(event: Event): Promise<object> {
  const types = (await domains[event.source]?.()) as PayloadTypes | undefined;
  const name = event.type.replaceAll(/(?:^|[._])(\w)/g, (_, letter: string) => letter.toUpperCase());
  return types?.[name]?.decode(event.payload) ?? { bytes: event.payload.length };
}
