import type { Call } from '../call/call.ts';
import type { Event, EventLog } from '../events/events.ts';

/** What one client follows, and how it is told. */
export interface LiveStream<Thing, Message> {
  /** Sequence that the client has seen; 0 begins with everything as it is now. */
  readonly afterSequence: bigint;
  /** Ids of the cafés and aggregates whose events matter. */
  readonly topics: ReadonlySet<string>;
  /**
   * Everything as it is now; the log goes on from `sequence`, which only the last message may carry. With `reset` the
   * client was further than the log knows, so that versions that it was sent before are sent again.
   */
  snapshot(sequence: bigint, reset: boolean): AsyncIterable<Message> | Iterable<Message>;
  /** What events of the topics mean to this client, in the order in which it is told. */
  news(events: readonly Event[]): readonly Thing[] | Promise<readonly Thing[]>;
  /** Tells one of them. Made with `tellOnce`, a message is the same one for all streams at the same place. */
  tell(thing: Thing, sequence: bigint): Message;
  /** A sign of life: everything up to the sequence has been told. */
  heartbeat(sequence: bigint): Message;
}

/** How long things take, in milliseconds. */
export interface LiveTimes {
  /** Longest silence. */
  readonly heartbeatMs: number;
  /** A stream ends after this long, or up to a fifth sooner, so that those opened together do not return together. */
  readonly maxAgeMs: number;
}

const usual: LiveTimes = { heartbeatMs: 15_000, maxAgeMs: 15 * 60_000 };

/**
 * Follows a service's log for one client: first what is there, or on from a sequence, then what changes. After a sequence
 * that a message carries nothing is missing: of a window's messages only the last one has the window's, those before it
 * the one where the window began. Ends well at its greatest age and when the caller's token expires: the client resumes
 * with a token of that time, or is refused.
 */
export async function* liveStream<Thing, Message>(
  log: Pick<EventLog, 'tail'>,
  call: Pick<Call, 'principal' | 'signal'>,
  stream: LiveStream<Thing, Message>,
  { heartbeatMs, maxAgeMs }: LiveTimes = usual,
): AsyncGenerator<Message> {
  const ageMs = maxAgeMs * (1 - Math.random() / 5);
  const endMs = Math.min(Date.now() + ageMs, call.principal.expiresMs ?? Number.POSITIVE_INFINITY);
  let isNew = stream.afterSequence === 0n;
  const windows = log.tail(isNew ? 'now' : stream.afterSequence, call.signal, stream.topics);
  let told = Date.now();
  try {
    if (!isNew) yield stream.heartbeat(stream.afterSequence);
    for (;;) {
      const now = Date.now();
      if (now >= endMs) return;
      const { value: window, done } = await windows.next(
        Math.max(0, Math.min(told + heartbeatMs, endMs) - now),
      );
      if (done || Date.now() >= endMs) return;
      if (isNew || window.reset) {
        isNew = false;
        yield* stream.snapshot(window.sequence, window.reset ?? false);
        told = Date.now();
      }
      const news = window.events.length > 0 ? await stream.news(window.events) : [];
      for (const [i, thing] of news.entries()) {
        yield stream.tell(thing, i === news.length - 1 ? window.sequence : window.after);
      }
      if (news.length > 0) told = Date.now();
      else if (Date.now() >= told + heartbeatMs) {
        yield stream.heartbeat(window.sequence);
        told = Date.now();
      }
    }
  } finally {
    await windows.return();
  }
}
