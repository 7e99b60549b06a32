import type { Event as EventMessage } from '@sippy/proto/event/v1/event';
import type { Call } from '../call/call.ts';
import type { Transaction } from '../data/transaction.ts';
import type { DraftEvent, NewEvent } from './event-draft.ts';

export {
  APPEND_PARAMS,
  appendOneIfSql,
  appendOneParams,
  appendOneSql,
  appendParams,
  appendSql,
} from './event-append.ts';
export type { DraftEvent, NewEvent } from './event-draft.ts';

/** A fact as it was published; `payload` is the message that `type` names. */
export type Event = EventMessage;

/** Everything that was committed up to `sequence` and after the window before it, in order of writing. */
export interface Window {
  events: readonly Event[];
  /** Where this window starts: everything before it was in earlier ones. */
  after: bigint;
  /** Where the next window starts: hand it to `tail` to go on from here. */
  sequence: bigint;
  /**
   * The log cannot go on from where the reader was (too old, or the database was restored): what the reader knows is
   * to be read anew. `events` is empty.
   */
  reset?: boolean;
}

/** A service's own log of facts. */
export interface EventLog {
  /** Gives an event its id and envelope; actor, correlation and trace are those of the call, else the service's. */
  draft(call: Call | undefined, event: NewEvent): DraftEvent;
  /**
   * Every committed event of this service in windows, from a sequence on, until the signal. Resumable. The first window
   * has no events and says where it begins. With `topics` only events of these cafés and aggregates, by id, and no wake
   * for others. After the first, `next` may be told how many milliseconds of silence to bear: then comes a window without
   * events that says how far the log has come.
   */
  tail(
    from: bigint | 'now',
    signal: AbortSignal,
    topics?: ReadonlySet<string>,
  ): AsyncGenerator<Window, void, number | undefined>;
  /** Wakes tail and relay after a commit that the kit has not seen, such as one by Prisma. */
  committed(): void;
}

/** What a service does with another's (or its own) events. */
export interface Consumer {
  /** Durable, unique in the service, such as `order-payments`. */
  name: string;
  /** Domain whose events it takes, such as `payment`. */
  stream: string;
  /** Types of event it takes, such as `payment.completed`. */
  types: readonly string[];
  /**
   * Shortest time from one batch to the next, in milliseconds: what comes meanwhile shares a transaction. 50 unless told;
   * `UNWATCHED_GAP_MS` where nobody looks at a screen for what it does.
   */
  gapMs?: number;
  /**
   * Applies events that were not applied before, in one transaction under the service scope, with their inbox rows.
   * Order is not promised. Rows must be touched in the order of their keys. Throwing makes the batch smaller until the
   * bad event stands alone.
   */
  apply(tx: Transaction, events: readonly Event[]): Promise<void>;
  /** After the commit, with the events that were applied; not repeated. */
  after?(events: readonly Event[]): void;
}

/** The gap of a consumer for which nobody waits, in milliseconds: a batch costs much the same with one event and with forty. */
export const UNWATCHED_GAP_MS = 250;

/** The payload of an event, as the message that its type names. */
export function decodePayload<T>(event: Event, type: { decode(bytes: Uint8Array): T }): T {
  return type.decode(event.payload);
}
