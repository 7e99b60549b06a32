import { expect, test } from 'vitest';
import { SippyError } from '../src/error.ts';
import { follow } from '../src/resume.ts';

const message = (sequence: bigint) => ({ sequence });

async function take<T>(source: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of source) {
    taken.push(item);
    if (taken.length === count) break;
  }
  return taken;
}

test('a lost stream resumes after the last sequence it has seen', async () => {
  const opened: bigint[] = [];
  const stream = follow(async function* (after) {
    opened.push(after);
    yield message(after + 1n);
    yield message(after + 2n);
    throw new SippyError('UNAVAILABLE', 'gone');
  });
  expect(await take(stream, 5)).toEqual([1n, 2n, 3n, 4n, 5n].map(message));
  expect(opened).toEqual([0n, 2n, 4n]);
});

test('a silent stream is reported as stale and opened again', async () => {
  const live: boolean[] = [];
  let opened = 0;
  const stream = follow<{ sequence: bigint }>(
    async function* (after, signal) {
      opened++;
      yield message(after + 1n);
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new SippyError('CANCELLED', ''))),
      );
    },
    { silenceMs: 30, onLive: (is) => live.push(is) },
  );
  expect(await take(stream, 2)).toEqual([message(1n), message(2n)]);
  expect(opened).toBe(2);
  expect(live).toEqual([true, false, true]);
});

test('a refusal ends the stream with its error', async () => {
  const stream = follow(
    // biome-ignore lint/correctness/useYield: it fails before its first message
    async function* (): AsyncGenerator<{ sequence: bigint }> {
      throw new SippyError('PERMISSION_DENIED', 'no');
    },
  );
  await expect(take(stream, 1)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});

test('aborting the signal ends the stream quietly', async () => {
  const controller = new AbortController();
  const seen: bigint[] = [];
  for await (const { sequence } of follow(
    async function* (after) {
      yield message(after + 1n);
    },
    { signal: controller.signal },
  )) {
    seen.push(sequence);
    if (sequence === 3n) controller.abort();
  }
  expect(seen).toEqual([1n, 2n, 3n]);
});
