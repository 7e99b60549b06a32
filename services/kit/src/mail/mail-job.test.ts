import { expect, test } from 'vitest';
import { pauseAfter } from './mail-job.ts';

test('a mail that was not taken waits longer each time, a quarter of an hour at most', () => {
  expect([1, 2, 3, 8, 50].map(pauseAfter)).toEqual([2000, 4000, 8000, 256_000, 900_000]);
});
