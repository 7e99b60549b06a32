/** Where the time comes from; tests hand in another one. */
export interface Clock {
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved: for tests. */
export interface ManualClock extends Clock {
  /** Moves it on by so many milliseconds. */
  advance(ms: number): void;
  /** Sets it. */
  set(time: Date): void;
}

/** Makes a clock that stands at `start` until it is moved. */
export function manualClock(start: Date): ManualClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    advance: (ms) => {
      at += ms;
    },
    set: (time) => {
      at = time.getTime();
    },
  };
}
