import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mergeStreams } from '../../src/live/merge-streams.ts';

/** Says each number after its pause, and notes that it was ended. */
async function* speak(numbers: readonly number[], pauseMs: number, ended: string[] = [], name = '') {
  try {
    for (const number of numbers) {
      await sleep(pauseMs);
      yield number;
    }
  } finally {
    ended.push(name);
  }
}

async function collect(stream: AsyncIterable<number>): Promise<number[]> {
  const all: number[] = [];
  for await (const number of stream) all.push(number);
  return all;
}

test('every message comes, each stream in its own order', async () => {
  const all = await collect(mergeStreams(speak([1, 2, 3], 20), [speak([10, 11, 12], 5), speak([], 1)]));
  expect(all.filter((n) => n < 10)).toEqual([1, 2, 3]);
  expect(all.filter((n) => n >= 10)).toEqual([10, 11, 12]);
  expect(all[0]).toBe(10);
});

test('it ends with the main stream and ends the others', async () => {
  const ended: string[] = [];
  const endless = speak(
    Array.from({ length: 1000 }, (_, i) => i + 10),
    2,
    ended,
    'other',
  );
  await collect(mergeStreams(speak([1], 20, ended, 'main'), [endless]));
  await expect.poll(() => ended).toEqual(['main', 'other']);
});

test('it fails with any of them', async () => {
  async function* broken(): AsyncGenerator<number> {
    yield 10;
    throw new Error('broken');
  }
  await expect(collect(mergeStreams(speak([1, 2, 3], 50), [broken()]))).rejects.toThrow('broken');
});

test('a receiver that stops ends all of them', async () => {
  const ended: string[] = [];
  for await (const _ of mergeStreams(speak([1, 2, 3], 1, ended, 'main'), [
    speak([10, 11], 3, ended, 'other'),
  ]))
    break;
  await expect.poll(() => ended.toSorted()).toEqual(['main', 'other']);
});
