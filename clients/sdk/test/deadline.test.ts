import { CatalogServiceDefinition } from '@sippy/proto/web/catalog/v1/catalog_service';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { serviceClient } from '../src/caller.ts';
import { SippyError } from '../src/error.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const guest = { accessToken: async () => undefined, renew: async () => false };

/**
 * Calls over a line whose tries end as `line` says, with a code after some time, or never; the last entry goes on.
 * Gives the code that the caller hears, when, and after how many tries.
 */
async function callOver(line: { code?: 'UNAVAILABLE'; afterMs: number }[], timeoutMs: number) {
  let tries = 0;
  const catalog = serviceClient(
    CatalogServiceDefinition,
    {
      async unary({ deadline }) {
        const { code, afterMs } = line[Math.min(tries++, line.length - 1)] ?? { afterMs: Infinity };
        const leftMs = deadline - Date.now();
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(afterMs, leftMs))));
        throw new SippyError(code === undefined || afterMs >= leftMs ? 'DEADLINE_EXCEEDED' : code, '');
      },
      async *stream() {},
      close() {},
    },
    guest,
  );
  const begun = Date.now();
  const outcome = catalog.getMenu({ cafeId: 'x' }, { timeoutMs }).then(
    () => 'OK',
    (error: SippyError) => error.code,
  );
  await vi.advanceTimersByTimeAsync(timeoutMs * 2);
  return { code: await outcome, tries, tookMs: Date.now() - begun };
}

const refused = (afterMs: number) => ({ code: 'UNAVAILABLE', afterMs }) as const;
const silent = { afterMs: Infinity };

test('tries that are refused end with the refusal, wherever the deadline strikes', async () => {
  for (let timeoutMs = 30; timeoutMs < 4_000; timeoutMs += 97)
    for (const afterMs of [0, 3, 25])
      expect(await callOver([refused(afterMs)], timeoutMs)).toMatchObject({ code: 'UNAVAILABLE' });
});

test('a last try that gets no answer in what time was left does not hide why the one before failed', async () => {
  expect(await callOver([refused(1), silent], 3_000)).toMatchObject({ code: 'UNAVAILABLE', tries: 2 });
});

test('silence alone is DEADLINE_EXCEEDED: within one try, and over several', async () => {
  expect(await callOver([silent], 300)).toMatchObject({ code: 'DEADLINE_EXCEEDED', tries: 1 });
  expect(await callOver([silent], 12_000)).toMatchObject({ code: 'DEADLINE_EXCEEDED', tries: 3 });
  expect(await callOver([refused(1), silent], 12_000)).toMatchObject({ code: 'DEADLINE_EXCEEDED', tries: 4 });
});
