import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something holds, at most so long. Returns the seconds it took; the limit and more if it never did. */
export async function until(
  holds: () => Promise<boolean> | boolean,
  atMostSeconds: number,
  everyMs = 20,
): Promise<number> {
  const started = performance.now();
  for (;;) {
    const yes = await holds();
    const seconds = (performance.now() - started) / 1000;
    if (yes || seconds > atMostSeconds) return seconds;
    await sleep(everyMs);
  }
}
