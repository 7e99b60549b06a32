import { expect, test } from 'vitest';
import { type Beat, withBeats } from './with-beats.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function all<T>(source: AsyncIterable<Beat<T>>): Promise<(T | 'beat')[]> {
  const seen: (T | 'beat')[] = [];
  for await (const beat of source) seen.push(beat === 'beat' ? beat : beat.value);
  return seen;
}

test('a stream beats in every silence, and loses nothing by it', async () => {
  async function* source() {
    yield 1;
    await pause(110);
    yield 2;
    yield 3;
  }
  const seen = await all(withBeats(source(), 40));
  expect(seen.filter((one) => one !== 'beat')).toEqual([1, 2, 3]);
  expect(seen.slice(1, 3)).toEqual(['beat', 'beat']);
});

test('whoever leaves ends the source', async () => {
  let ended = false;
  async function* source() {
    try {
      for (let i = 0; ; i++) yield i;
    } finally {
      ended = true;
    }
  }
  for await (const beat of withBeats(source(), 1000)) if (beat !== 'beat' && beat.value === 3) break;
  expect(ended).toBe(true);
});

test('a source that fails fails the stream', async () => {
  async function* source() {
    yield 1;
    throw new Error('gone');
  }
  await expect(all(withBeats(source(), 1000))).rejects.toThrow('gone');
});
