/** Lets one loop sleep until it is woken. */
export interface Waker {
  /** Ends the sleep, or the next one before it begins. */
  wake(): void;
  /** Sleeps until woken, or so many milliseconds. Resolves to whether it was woken. */
  sleep(ms: number, signal: AbortSignal): Promise<boolean>;
  /** Pauses so many milliseconds, woken or not; `until` is asked on every wake and ends it early. */
  pause(ms: number, signal: AbortSignal, until?: () => boolean): Promise<void>;
}

/** Makes a waker. */
export function openWaker(): Waker {
  let woken = false;
  let ring: (() => void) | undefined;

  const wait = (ms: number, signal: AbortSignal, early: () => boolean) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        ring = undefined;
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      ring = () => {
        if (early()) end();
      };
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted || early()) end();
    });

  return {
    wake() {
      woken = true;
      ring?.();
    },
    async sleep(ms, signal) {
      await wait(ms, signal, () => woken);
      const was = woken;
      woken = false;
      return was;
    },
    pause: (ms, signal, until) => wait(ms, signal, until ?? (() => false)),
  };
}
