/** One timer for everything on the screen that ages, by the server's clock: a tablet's own may be wrong. */

/** Ticks once a second while somebody listens. */
export interface Clock {
  /** The server's time, in epoch milliseconds, as of the last tick. */
  nowMs(): number;
  /** Calls back with each tick; returns what ends that. */
  subscribe(listener: () => void): () => void;
  /** How far the server's clock is ahead of this machine's, in milliseconds. */
  setOffset(offsetMs: number): void;
}

/** Makes a clock. */
export function createClock(): Clock {
  const listeners = new Set<() => void>();
  let offsetMs = 0;
  let now = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = () => {
    now = Date.now() + offsetMs;
    timer = setTimeout(tick, 1000 - (now % 1000));
    for (const listener of listeners) listener();
  };
  return {
    nowMs: () => now,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) {
        now = Date.now() + offsetMs;
        timer = setTimeout(tick, 1000 - (now % 1000));
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearTimeout(timer);
      };
    },
    setOffset(next) {
      offsetMs = next;
    },
  };
}

/** An answer's `date` has whole seconds, and its way takes time: less than this is no difference. */
const leastOffsetMs = 2500;

/** How far the server's clock is ahead, by the `date` of an answer; 0 where that cannot be told apart from nothing. */
export function offsetOf(date: string | null, sentMs: number, receivedMs: number): number {
  const serverMs = Date.parse(date ?? '') + 500;
  const offsetMs = serverMs - (sentMs + receivedMs) / 2;
  return Math.abs(offsetMs) >= leastOffsetMs ? offsetMs : 0;
}

/** Asks the gateway for its time; 0 if it does not answer. */
export async function measureOffset(url = '/healthz'): Promise<number> {
  const sentMs = Date.now();
  const answer = await fetch(url, { cache: 'no-store' }).catch(() => undefined);
  return answer ? offsetOf(answer.headers.get('date'), sentMs, Date.now()) : 0;
}
