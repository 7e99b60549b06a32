/**
 * The messages of several streams in the order in which they come. It ends when `main` does, and fails when any of them
 * fails; the others may end before. Each stream is asked for one message ahead. Whoever ends it must also abort what the
 * streams wait for: one that waits hears of its end only then.
 */
export async function* mergeStreams<T>(
  main: AsyncIterable<T>,
  others: readonly AsyncIterable<T>[],
): AsyncGenerator<T> {
  const streams = [main, ...others].map((stream) => stream[Symbol.asyncIterator]());
  const arrived: { from: AsyncIterator<T>; next: IteratorResult<T> }[] = [];
  let failure: { error: unknown } | undefined;
  let wake = () => {};
  const ask = (from: AsyncIterator<T>) => {
    from
      .next()
      .then(
        (next) => void arrived.push({ from, next }),
        (error) => {
          failure ??= { error };
        },
      )
      .then(() => wake());
  };
  try {
    for (const stream of streams) ask(stream);
    for (;;) {
      while (arrived.length === 0 && !failure) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure) throw failure.error;
      const { from, next } = arrived.shift() as (typeof arrived)[number];
      if (next.done) {
        if (from === streams[0]) return;
        continue;
      }
      yield next.value;
      ask(from);
    }
  } finally {
    for (const stream of streams) void stream.return?.()?.then(undefined, () => {});
  }
}
