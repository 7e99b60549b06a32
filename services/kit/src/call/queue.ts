/** Calls of one kind that are in work, seen as a queue. */
export interface Queue {
  enter(): void;
  leave(): void;
  /** Whether there are more of them than are done in the time that they may take. */
  isFull(): boolean;
  /** To be called some fifty times a second, with the milliseconds since the last time and the time now. */
  tick(sinceMs: number, now: number): void;
}

/** So many at once are no queue, however slowly they are done. */
const LEAST = 32;
/** How long it may be longer than it should before it is full: a burst is over by then. And shorter, before it is none any more. */
const PATIENCE_MS = 500;
/** How far back it is counted how many are done, in milliseconds. */
const MEMORY_MS = 300;

/**
 * Keeps calls from waiting much longer than `maxMs` on average. By Little's law (1961) that is where as many are in work as are
 * done in that time, so it needs no measure of what they wait for.
 */
export function createQueue(maxMs: number): Queue {
  let length = 0;
  let done = 0;
  /** How many are done in a millisecond. */
  let rate = 0;
  let limit = LEAST;
  let isLong = false;
  let changingSince: number | undefined;
  return {
    enter() {
      length += 1;
    },
    leave() {
      length -= 1;
      done += 1;
    },
    isFull: () => isLong && length >= limit,
    tick(sinceMs, now) {
      rate += (done / Math.max(1, sinceMs) - rate) * (1 - Math.exp(-sinceMs / MEMORY_MS));
      done = 0;
      limit = Math.max(LEAST, rate * maxMs);
      // Where it is kept at the limit it stays long until there is clearly less to do.
      const isChanging = isLong ? length < limit / 2 : length > limit;
      changingSince = isChanging ? (changingSince ?? now) : undefined;
      if (changingSince === undefined || now - changingSince < PATIENCE_MS) return;
      isLong = !isLong;
      changingSince = undefined;
    },
  };
}
