/** The elements of a source, and `undefined` whenever it has been silent for so long. Ends with the source. */
export async function* withHeartbeat<T>(
  source: AsyncIterable<T>,
  everyMs: number,
): AsyncGenerator<T | undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const silent = Symbol('silent');
  try {
    let next = iterator.next();
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<typeof silent>((resolve) => {
        timer = setTimeout(() => resolve(silent), everyMs);
      });
      const first = await Promise.race([next, silence]).finally(() => clearTimeout(timer));
      if (first === silent) {
        yield undefined;
        continue;
      }
      if (first.done) return;
      yield first.value;
      next = iterator.next();
    }
  } finally {
    await iterator.return?.();
  }
}
