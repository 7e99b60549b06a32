import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { newId } from '../src/ids.ts';
import { serviceScope } from '../src/scope.ts';
import { defineService } from '../src/service.ts';
import { startTestService, type TestHost } from '../src/testing.ts';

const noMigrations = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'sippy-none-'))}/`);
let host: TestHost;
let base: string;
let poisoned = true;
const applied: string[] = [];

const alpha = defineService({
  name: 'alpha',
  config: z.object({}),
  migrations: noMigrations,
  start: () => ({
    services: [],
    consumers: [
      {
        name: 'alpha-self',
        stream: 'alpha',
        types: ['alpha.happened'],
        apply: async (_, events) => {
          if (poisoned) throw new Error('cannot read this');
          applied.push(...events.map((event) => event.eventId));
        },
      },
    ],
  }),
});

beforeAll(async () => {
  host = await startTestService([alpha], {
    env: { METRICS_PORT: '0' },
    events: { maxAttempts: 2, backoffMs: [5] },
  });
  base = `http://127.0.0.1:${host.host('alpha').opsPort}`;
});
afterAll(() => host.stop());

const get = async (path: string, init?: RequestInit) => {
  const response = await fetch(base + path, init);
  return { status: response.status, text: await response.text() };
};

test('a host says that it lives, that it is ready, and how long its calls take', async () => {
  expect(await get('/healthz')).toMatchObject({ status: 200 });
  expect(await get('/readyz')).toMatchObject({ status: 200, text: expect.stringContaining('ready') });
  expect(await get('/metrics')).toMatchObject({ status: 200 });
  expect(await get('/nothing')).toMatchObject({ status: 404 });
});

test('a dead letter is listed, applied again once its cause is mended, and gone', async () => {
  const service = host.host('alpha').services[0];
  if (!service) throw new Error('not started');
  const draft = {
    type: 'alpha.happened',
    aggregate: { type: 'alpha', id: newId(), version: 1n },
    payload: Buffer.from('x'),
  };
  await service.db.transaction(serviceScope, (tx) => tx.append([draft]));
  await expect.poll(async () => (await get('/dead-letters')).text, { timeout: 10_000 }).toContain('"DEAD"');
  const { dead_letters } = JSON.parse((await get('/dead-letters')).text) as {
    dead_letters: { event_id: string }[];
  };
  const query = `?service=alpha&consumer=alpha-self&event_id=${dead_letters[0]?.event_id}`;
  const operator = { method: 'POST', headers: { 'x-sippy-operator': 'test' } };
  expect(await get(`/dead-letters/retry${query}`, { method: 'POST' })).toMatchObject({ status: 403 });
  expect(await get(`/dead-letters/retry${query}`, operator)).toMatchObject({ status: 409 });
  poisoned = false;
  expect(await get(`/dead-letters/retry${query}`, operator)).toMatchObject({ status: 200 });
  expect(applied).toEqual([dead_letters[0]?.event_id]);
  expect(await get(`/dead-letters/retry${query}`, operator)).toMatchObject({ status: 404 });
  expect(JSON.parse((await get('/dead-letters')).text)).toEqual({ dead_letters: [] });
});

test('a dead letter is not given up without a reason', async () => {
  const operator = { method: 'POST', headers: { 'x-sippy-operator': 'test' } };
  const answer = await get(
    `/dead-letters/drop?service=alpha&consumer=alpha-self&event_id=${newId()}`,
    operator,
  );
  expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('reason') });
});
