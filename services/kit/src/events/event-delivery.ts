import { Event } from '@sippy/proto/event/v1/event';

/** One event on its way to a consumer. */
export interface Delivery {
  /** Its id; what makes a repetition one. */
  readonly id: string;
  readonly event: Event;
  /** The encoded `Event` as it was written. */
  readonly envelope: Uint8Array;
  /** How often NATS has delivered it, this time included; 1 when it came another way. */
  readonly deliveries: number;
}

/** A consumer as the relay of the same process sees it while NATS is away. */
export interface LocalConsumer {
  readonly types: ReadonlySet<string>;
  /** Resolves when every one of them is applied, was applied before, or is a dead letter. Rejects on abort. */
  deliver(deliveries: readonly Delivery[], signal: AbortSignal): Promise<void>;
}

/** Reads an envelope. */
export function delivery(envelope: Uint8Array, deliveries = 1): Delivery {
  const event = Event.decode(envelope);
  return { id: event.eventId, event, envelope, deliveries };
}
