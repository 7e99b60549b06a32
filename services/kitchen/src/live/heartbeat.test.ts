import { expect, test } from 'vitest';
import { withHeartbeat } from './heartbeat.ts';

async function* slow(pausesMs: number[]): AsyncGenerator<number> {
  for (const [i, ms] of pausesMs.entries()) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    yield i;
  }
}

test('silence is broken by heartbeats, nothing is lost or held up by them, and the end is the end', async () => {
  const seen: (number | undefined)[] = [];
  for await (const each of withHeartbeat(slow([0, 130, 0]), 50)) seen.push(each);
  expect(seen).toEqual([0, undefined, undefined, 1, 2]);
});

test('whoever stops listening closes the source', async () => {
  let closed = false;
  async function* source(): AsyncGenerator<number> {
    try {
      for (;;) yield 1;
    } finally {
      closed = true;
    }
  }
  for await (const _ of withHeartbeat(source(), 1000)) break;
  expect(closed).toBe(true);
});
