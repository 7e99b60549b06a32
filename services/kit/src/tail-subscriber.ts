import type { Window } from './events.ts';
import type { DecodedWindow } from './tail.ts';

/** What a subscriber needs of the tail that it belongs to. */
export interface SubscriberOptions {
  from: bigint | 'now';
  signal: AbortSignal;
  /** Puts it among those who get the reader's windows, and says where the next of these begins. */
  join(subscriber: Subscriber): Promise<bigint>;
  leave(subscriber: Subscriber): void;
  bounds(): Promise<{ bound: bigint; generation: bigint }>;
  read(from: bigint, limit: number, below: bigint): Promise<DecodedWindow>;
}

/** One live stream's place in the log. */
export interface Subscriber {
  push(window: DecodedWindow): void;
}

/** Events that may wait for a slow reader in memory; beyond, it reads them from the log. */
const MAX_WAITING = 2000;
/** Events that are read from the log for one who comes back; beyond, it is told to read everything anew. */
const MAX_CATCH_UP = 20_000;
const CATCH_UP_WINDOW = 500;

/** The sequence handed out: the life of the database above, the transaction number below. */
const LIFE_BITS = 48n;
const XID_MASK = (1n << LIFE_BITS) - 1n;

/** Windows from a place in the log on, first those already there, then live ones. */
export async function* openSubscriber(options: SubscriberOptions): AsyncGenerator<Window> {
  const { signal } = options;
  const waiting: DecodedWindow[] = [];
  let events = 0;
  let overflown = false;
  let ring: (() => void) | undefined;
  const self: Subscriber = {
    push(window) {
      if (overflown) return;
      if (events + window.events.length > MAX_WAITING) {
        overflown = true;
        waiting.length = 0;
        events = 0;
      } else if (window.events.length > 0) {
        waiting.push(window);
        events += window.events.length;
      } else return;
      ring?.();
    },
  };
  const onAbort = () => ring?.();
  signal.addEventListener('abort', onAbort);
  try {
    const life = await start(options);
    let at = life.at;
    const sequence = (xid: bigint) => (life.generation << LIFE_BITS) | xid;
    if (life.reset) yield { events: [], sequence: sequence(at), reset: true };
    else if (options.from === 'now') yield { events: [], sequence: sequence(at) };
    let behind: bigint | undefined = await options.join(self);
    while (!signal.aborted) {
      if (behind !== undefined) {
        const target: bigint = behind;
        behind = undefined;
        for await (const window of catchUp(options, at, target)) {
          at = window.until;
          if (window.lost) yield { events: [], sequence: sequence(at), reset: true };
          else if (window.events.length > 0) yield { events: window.events, sequence: sequence(at) };
        }
        continue;
      }
      const next = waiting.shift();
      if (next) {
        events -= next.events.length;
        const fresh = next.from >= at ? next.events : next.events.filter((e) => e.xid >= at);
        if (next.until > at) at = next.until;
        if (fresh.length > 0) yield { events: fresh.map((e) => e.event), sequence: sequence(at) };
      } else if (overflown) {
        overflown = false;
        behind = await options.join(self);
      } else {
        await new Promise<void>((resolve) => {
          ring = resolve;
          if (signal.aborted || waiting.length > 0 || overflown) resolve();
        });
        ring = undefined;
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
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
async function* catchUp(options: SubscriberOptions, from: bigint, target: bigint): AsyncGenerator<CaughtUp> {
  let at = from;
  let read = 0;
  while (at < target && !options.signal.aborted) {
    const window = await options.read(at, CATCH_UP_WINDOW, target);
    read += window.events.length;
    if (read > MAX_CATCH_UP) {
      yield { events: [], until: target, lost: true };
      return;
    }
    if (window.until <= at) return;
    at = window.until;
    yield { events: window.events.map((e) => e.event), until: at, lost: false };
  }
}
