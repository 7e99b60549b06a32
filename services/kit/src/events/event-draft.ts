import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { ActorKind, Event as EventMessage } from '@sippy/proto/event/v1/event';
import type { Call, PrincipalKind } from '../call/call.ts';
import { newId } from '../ids.ts';

/** A fact that has just happened, as a service tells it. */
export interface NewEvent {
  /** Domain noun and fact, such as `order.created`. */
  type: string;
  /** The thing it is about; `version` is the thing's version after the event. */
  aggregate: { type: string; id: string; version: bigint };
  organisationId?: string | undefined;
  cafeId?: string | undefined;
  /** When it happened; now if absent. */
  time?: Date | undefined;
  /** The event that led to this one, in a consumer: its correlation and trace go on. */
  cause?: EventMessage | undefined;
  /** The encoded message that `type` names: ids only, nothing personal. */
  payload: Uint8Array;
}

/** An event with its id and envelope, ready to be written. */
export interface DraftEvent {
  id: string;
  type: string;
  organisationId: string | null;
  cafeId: string | null;
  aggregateType: string;
  aggregateId: string;
  aggregateVersion: bigint;
  subject: string;
  envelope: Uint8Array;
}

/** Largest envelope: well below what NATS takes, so that no event can stop the relay. */
const MAX_ENVELOPE_BYTES = 256 * 1024;

const actorKinds = {
  guest: ActorKind.GUEST,
  user: ActorKind.USER,
  staff: ActorKind.STAFF,
  device: ActorKind.DEVICE,
  service: ActorKind.SERVICE,
} as const satisfies Record<PrincipalKind, ActorKind>;

/**
 * Gives an event of the service `source` its id and envelope; without a call its actor is the service itself. Throws if it
 * is larger than 256 KiB.
 */
export function draftEvent(source: string, call: Call | undefined, event: NewEvent): DraftEvent {
  const id = newId();
  const { type, aggregate, cafeId, organisationId } = event;
  const envelope = encode({
    eventId: id,
    type,
    typeVersion: 1,
    source,
    eventTime: event.time ?? new Date(),
    correlationId: call?.correlationId ?? event.cause?.correlationId ?? id,
    traceparent: call?.traceparent ?? event.cause?.traceparent ?? '',
    organisationId: organisationId ?? '',
    cafeId: cafeId ?? '',
    actorKind: call ? actorKinds[call.actor.kind] : ActorKind.SERVICE,
    actorId: call ? call.actor.id : source,
    aggregateType: aggregate.type,
    aggregateId: aggregate.id,
    aggregateVersion: aggregate.version,
    payload: Buffer.from(event.payload.buffer, event.payload.byteOffset, event.payload.byteLength),
  });
  if (envelope.length > MAX_ENVELOPE_BYTES) throw new Error(`an event of ${envelope.length} bytes: ${type}`);
  return {
    id,
    type,
    organisationId: organisationId ?? null,
    cafeId: cafeId ?? null,
    aggregateType: aggregate.type,
    aggregateId: aggregate.id,
    aggregateVersion: aggregate.version,
    subject: `${subjectOf(source, type)}.${cafeId ?? '_'}`,
    envelope,
  };
}

let writer = new BinaryWriter();

/** Encodes with a writer that keeps its memory from one event to the next. */
function encode(event: EventMessage): Uint8Array {
  try {
    return EventMessage.encode(event, writer).finish();
  } catch (error) {
    writer = new BinaryWriter();
    throw error;
  }
}

/**
 * Subject of a type of event, without its café: `sippy.<domain>.<fact>`. A type named after its domain keeps its fact
 * (order.created → sippy.order.created), another is the fact (ticket.fired of kitchen → sippy.kitchen.ticket_fired).
 */
export function subjectOf(domain: string, type: string): string {
  const fact = type.startsWith(`${domain}.`) ? type.slice(domain.length + 1) : type;
  return `sippy.${domain}.${fact.replaceAll('.', '_')}`;
}
