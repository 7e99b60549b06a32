import { createQueue } from './queue.ts';
import { type Refusal, tooManyRequests } from './refusal.ts';

/** What a host has in work, and whether it takes on more. */
export interface Load {
  /**
   * Takes a call on, which `leave` ends; or says why not: RESOURCE_EXHAUSTED with a retry hint. A sheddable one begins
   * something, and gives way to calls that go on with what has begun.
   */
  enter(sheddable: boolean): Refusal | undefined;
  leave(sheddable: boolean): void;
  close(): void;
}

/** How often it is looked whether the event loop is late. */
const TICK_MS = 20;
/** How long calls may wait too long before new ones are refused: a burst or a pause is over by then. */
const INTERVAL_MS = 1000;

/** What a host takes on. */
export interface LoadLimits {
  /** Most calls in work at once. */
  readonly maxRunning: number;
  /** Longest time that calls may go on waiting for the event loop, and sheddable ones for all they need, in milliseconds. */
  readonly maxWaitMs: number;
}

/** One for all: to make an error is a good part of what a refused call costs. */
const busy = tooManyRequests(1000, 'The service is busy. Try again in a second.');

/**
 * Counts calls, and refuses new ones while there are too many, or while they have waited too long for an interval (CoDel's
 * rule). What waits for the event loop waits in sockets, where it cannot be counted or refused; without this rule it would
 * wait past its deadline, and the host would answer only callers who have given up. What waits for something else, such as the
 * database, is in work: of these the sheddable ones are kept from becoming a queue, since half a sale is of no use to anybody.
 */
export function createLoad({ maxRunning, maxWaitMs }: LoadLimits): Load {
  let running = 0;
  const begun = createQueue(maxWaitMs);
  let tick = performance.now();
  let lateSince: number | undefined;
  /** When the first call since the last tick came. */
  let turnBegan: number | undefined;
  const timer = setInterval(() => {
    const now = performance.now();
    lateSince = now - tick - TICK_MS > maxWaitMs ? (lateSince ?? now) : undefined;
    begun.tick(now - tick, now);
    tick = now;
    turnBegan = undefined;
  }, TICK_MS).unref();
  return {
    enter(sheddable) {
      const now = performance.now();
      turnBegan ??= now;
      // However late it is, each turn of the loop takes on what it has time for.
      const isLate = now - turnBegan > maxWaitMs && now - (lateSince ?? turnBegan) > INTERVAL_MS;
      if (isLate || running >= maxRunning || (sheddable && begun.isFull())) return busy;
      running += 1;
      if (sheddable) begun.enter();
      return undefined;
    },
    leave(sheddable) {
      running -= 1;
      if (sheddable) begun.leave();
    },
    close: () => clearInterval(timer),
  };
}
