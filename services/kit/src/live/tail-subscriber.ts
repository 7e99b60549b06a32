import type { Window } from '../events/events.ts';
import type { DecodedWindow } from './tail.ts';

/** What a subscriber needs of the tail that it belongs to. */
export interface SubscriberOptions {
  from: bigint | 'now';
  signal: AbortSignal;
  /** See `EventLog.tail`. */
  topics: ReadonlySet<string> | undefined;
  /** Makes it known, so that `wake` reaches it; nothing is pushed yet. */
  enter(subscriber: Subscriber): void;
  /** Puts it among those who get the reader's windows, and says where the next of these begins. */
  join(subscriber: Subscriber): Promise<bigint>;
  leave(subscriber: Subscriber): void;
  /** Whether the tail is closed. */
  closed(): boolean;
  /** Where the next window will begin: all before it has been pushed. Only for those who have joined. */
  position(): bigint;
  bounds(): Promise<{ bound: bigint; generation: bigint }>;
  read(from: bigint, limit: number, below: bigint): Promise<DecodedWindow>;
}

/** One live stream's place in the log. */
export interface Subscriber {
  readonly topics: ReadonlySet<string> | undefined;
  /** Takes a window, or what of it matters here. */
  push(window: DecodedWindow): void;
  /** Makes it look whether it is to end. */
  wake(): void;
}

/** Events that may wait for a slow reader in memory; beyond, it reads them from the log. */
const MAX_WAITING = 2000;
/** Events that are read from the log for one who comes back; beyond, it is told to read everything anew. */
const MAX_CATCH_UP = 20_000;
const CATCH_UP_WINDOW = 500;

/** The sequence handed out: the life of the database above, the transaction number below. */
const LIFE_BITS = 48n;
const XID_MASK = (1n << LIFE_BITS) - 1n;

/** Windows from a place in the log on, first those already there, then live ones. See `EventLog.tail`. */
export async function* openSubscriber(
  options: SubscriberOptions,
): AsyncGenerator<Window, void, number | undefined> {
  const { signal, topics } = options;
  const waiting: DecodedWindow[] = [];
  let events = 0;
  /** Where those windows began that did not find room. */
  let overflown: bigint | undefined;
  let ring: (() => void) | undefined;
  const wake = () => ring?.();
  const self: Subscriber = {
    topics,
    wake,
    push(window) {
      if (overflown !== undefined) return;
      if (events + window.events.length > MAX_WAITING) {
        overflown = (waiting[0] ?? window).from;
        waiting.length = 0;
        events = 0;
      } else {
        waiting.push(window);
        events += window.events.length;
      }
      wake();
    },
  };
  const over = () => signal.aborted || options.closed();
  /** Waits for something to do; false if nothing came for so long. */
  const rest = (ms: number | undefined) =>
    new Promise<boolean>((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => end(false), ms);
      const end = (rung: boolean) => {
        clearTimeout(timer);
        ring = undefined;
        resolve(rung);
      };
      ring = () => end(true);
      if (over() || waiting.length > 0 || overflown !== undefined) end(true);
    });
  options.enter(self);
  signal.addEventListener('abort', wake);
  try {
    const life = await start(options);
    let at = life.at;
    const sequence = (xid: bigint) => (life.generation << LIFE_BITS) | xid;
    const window = (after: bigint, of: Window['events']): Window => ({
      events: of,
      after: sequence(after),
      sequence: sequence(at),
    });
    let patience = yield life.reset ? { ...window(at, []), reset: true } : window(at, []);
    let behind: bigint | undefined = await options.join(self);
    while (!over()) {
      if (behind !== undefined) {
        const target: bigint = behind;
        behind = undefined;
        for await (const caught of catchUp(options, over, at, target)) {
          const after = at;
          at = caught.until;
          if (caught.lost) patience = yield { ...window(at, []), reset: true };
          else if (caught.events.length > 0) patience = yield window(after, caught.events);
        }
        continue;
      }
      const next = waiting.shift();
      if (next) {
        events -= next.events.length;
        const fresh = next.from >= at ? next.events : next.events.filter((e) => e.xid >= at);
        const after = next.from > at ? next.from : at;
        if (next.until > at) at = next.until;
        if (fresh.length > 0)
          patience = yield window(
            after,
            fresh.map((e) => e.event),
          );
      } else if (overflown !== undefined) {
        // What lies before has been seen, or did not matter.
        if (overflown > at) at = overflown;
        overflown = undefined;
        behind = await options.join(self);
      } else if (!(await rest(patience)) && waiting.length === 0 && overflown === undefined) {
        const position = options.position();
        if (position > at) at = position;
        patience = yield window(at, []);
      }
    }
  } finally {
    signal.removeEventListener('abort', wake);
    options.leave(self);
  }
}

async function start(
  options: SubscriberOptions,
): Promise<{ at: bigint; generation: bigint; reset: boolean }> {
  const { bound, generation } = await options.bounds();
  if (options.from === 'now') return { at: bound, generation, reset: false };
  const xid = options.from & XID_MASK;
  const known = options.from > 0n && options.from >> LIFE_BITS === generation && xid <= bound;
  return { at: known ? xid : bound, generation, reset: !known };
}

interface CaughtUp {
  events: Window['events'];
  until: bigint;
  lost: boolean;
}

/** Reads the log up to `target`; gives up when that is too much. */
async function* catchUp(
  { read, topics }: SubscriberOptions,
  over: () => boolean,
  from: bigint,
  target: bigint,
): AsyncGenerator<CaughtUp> {
  let at = from;
  let count = 0;
  while (at < target && !over()) {
    const window = await read(at, CATCH_UP_WINDOW, target);
    count += window.events.length;
    if (count > MAX_CATCH_UP) {
      yield { events: [], until: target, lost: true };
      return;
    }
    if (window.until <= at) return;
    at = window.until;
    const events = window.events.map((e) => e.event);
    yield {
      events: topics ? events.filter((event) => isAbout(event, topics)) : events,
      until: at,
      lost: false,
    };
  }
}

/** Whether an event is about one of the cafés or aggregates. */
function isAbout({ cafeId, aggregateId }: Window['events'][number], topics: ReadonlySet<string>): boolean {
  return topics.has(cafeId) || topics.has(aggregateId);
}
