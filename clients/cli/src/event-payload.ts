import type { Event } from '@sippy/proto/web/event/v1/event';

type PayloadTypes = Record<string, { decode(bytes: Uint8Array): object } | undefined>;

/** The fact inside an event: "order.status_changed" is the message OrderStatusChanged. Unknown ones stay bytes. */
export async function payloadOf(event: Event): Promise<object> {
  const name = event.type.replaceAll(/(?:^|[._])(\w)/g, (_, letter: string) => letter.toUpperCase());
  const types = await factsOf(event.source);
  return types[name]?.decode(event.payload) ?? { bytes: event.payload.length };
}

/** The messages of `<domain>_event.proto`; none where this version knows no such domain. */
async function factsOf(domain: string): Promise<PayloadTypes> {
  if (!/^[a-z]+$/.test(domain)) return {};
  return import(`@sippy/proto/web/${domain}/v1/${domain}_event`).catch(() => ({}));
}
