/** Who paints no frame in so many milliseconds, such as a window behind others, is not waited for. */
const noFrameMs = 100;

let waiting: (() => void)[] | undefined;

/** Runs something once, right after the next frame has been painted, so that what was pressed shows first. */
export function afterPaint(run: () => void): void {
  if (waiting) return void waiting.push(run);
  const runs = [run];
  waiting = runs;
  const once = () => {
    if (waiting === runs) waiting = undefined;
    for (const one of runs.splice(0)) one();
  };
  requestAnimationFrame(() => {
    // What is asked for from here on waits for the frame after this one.
    if (waiting === runs) waiting = undefined;
    setTimeout(once);
  });
  setTimeout(once, noFrameMs);
}

/** Runs something when nothing else is to be done, at the latest after so many milliseconds. Returns what calls it off. */
export function whenIdle(run: () => void, withinMs: number): () => void {
  // Safari knows no idle time.
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(run, Math.min(withinMs, 200));
    return () => clearTimeout(timer);
  }
  const idle = requestIdleCallback(run, { timeout: withinMs });
  return () => cancelIdleCallback(idle);
}
