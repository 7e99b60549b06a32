import { SippyError } from '@sippy/sdk';
import { expect, test } from 'vitest';
import { patiently } from '../src/replay/patiently.ts';

const wait = (retryAfterMs?: number) =>
  new SippyError('RESOURCE_EXHAUSTED', 'Wait a moment.', retryAfterMs === undefined ? {} : { retryAfterMs });

test('a replay that is asked to wait waits and goes on', async () => {
  let tries = 0;
  const began = Date.now();
  const sold = await patiently(async () => {
    tries += 1;
    if (tries < 3) throw wait(40);
    return 'sold';
  });
  expect(sold).toBe('sold');
  expect(tries).toBe(3);
  expect(Date.now() - began).toBeGreaterThanOrEqual(75);
});

test('any other refusal ends it, and so does one that does not say how long to wait', async () => {
  for (const error of [wait(), new SippyError('PERMISSION_DENIED', 'No.')])
    await expect(patiently(() => Promise.reject(error))).rejects.toBe(error);
});
