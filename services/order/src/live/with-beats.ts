/** Something of the stream, or a sign that nothing came for a while. */
export type Beat<T> = { readonly value: T } | 'beat';

/** Passes a stream on, with a beat whenever nothing has come for so many milliseconds. */
export async function* withBeats<T>(source: AsyncIterable<T>, everyMs: number): AsyncGenerator<Beat<T>> {
  const iterator = source[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<'beat'>((resolve) => {
        timer = setTimeout(resolve, everyMs, 'beat');
      });
      const first = await Promise.race([next, silence]).finally(() => clearTimeout(timer));
      if (first === 'beat') yield first;
      else if (first.done) return;
      else {
        yield { value: first.value };
        next = iterator.next();
      }
    }
  } finally {
    next.catch(() => undefined);
    await iterator.return?.();
  }
}
