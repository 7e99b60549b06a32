/** What a load run measured. */
export interface LoadResult {
  done: number;
  seconds: number;
  durationsMs: number[];
  failures: number;
}

/** Does `work` over and over, so many at a time, for so long or so often. Each is timed; a failure is counted and the first is shown. */
export async function runLoad(
  atOnce: number,
  seconds: number,
  work: (index: number) => Promise<unknown>,
  times = Number.POSITIVE_INFINITY,
): Promise<LoadResult> {
  const durationsMs: number[] = [];
  let failures = 0;
  let next = 0;
  const started = performance.now();
  const until = started + seconds * 1000;
  const worker = async () => {
    while (next < times && performance.now() < until) {
      const begun = performance.now();
      try {
        await work(next++);
        durationsMs.push(performance.now() - begun);
      } catch (error) {
        if (failures++ === 0) console.error('first failure:', error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { done: durationsMs.length, seconds: (performance.now() - started) / 1000, durationsMs, failures };
}

/** Does `work` at a fixed rate, whether or not earlier ones are done, for so long. */
export async function runAtRate(
  perSecond: number,
  seconds: number,
  work: (index: number) => Promise<unknown>,
): Promise<LoadResult> {
  const durationsMs: number[] = [];
  const open = new Set<Promise<void>>();
  let failures = 0;
  const started = performance.now();
  for (let index = 0; index < perSecond * seconds; index++) {
    const due = started + (index * 1000) / perSecond;
    const waitMs = due - performance.now();
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const call = work(index)
      .then(() => void durationsMs.push(performance.now() - due))
      .catch(() => void failures++)
      .finally(() => open.delete(call));
    open.add(call);
  }
  await Promise.all(open);
  return { done: durationsMs.length, seconds: (performance.now() - started) / 1000, durationsMs, failures };
}
