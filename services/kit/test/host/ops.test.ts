import { networkInterfaces } from 'node:os';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { serviceScope } from '../../src/data/scope.ts';
import { defineService } from '../../src/host/service.ts';
import { newId } from '../../src/ids.ts';
import { startTestService, type TestHost } from '../../src/testing/testing.ts';
import { noMigrations } from '../host-fixture.ts';

let host: TestHost;
let base: string;
let poisoned = true;
const applied: string[] = [];
const logged: Record<string, unknown>[] = [];
const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(JSON.parse(line)) });

const addresses = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
/** How others reach this machine, if it has an address for that. */
const outside = addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
/** Also IPv4 callers arrive at this one with addresses of IPv6. */
const everywhere = addresses.some(({ family }) => family === 'IPv6') ? '::' : '0.0.0.0';

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
    log,
    env: { METRICS_PORT: '0', METRICS_ADDRESS: everywhere },
    events: { maxAttempts: 2, backoffMs: [5] },
  });
  base = `http://127.0.0.1:${host.host('alpha').opsPort}`;
});
afterAll(() => host.stop());

const get = async (path: string, init?: RequestInit, at = base) => {
  const response = await fetch(at + path, init);
  return { status: response.status, text: await response.text() };
};

test('a host says that it lives, that it is ready, and how long its calls take', async () => {
  expect(await get('/healthz')).toMatchObject({ status: 200 });
  expect(await get('/readyz')).toMatchObject({ status: 200, text: expect.stringContaining('ready') });
  expect(await get('/metrics')).toMatchObject({ status: 200 });
  expect(await get('/nothing')).toMatchObject({ status: 404 });
});

/** Makes an event that the consumer cannot apply, and waits until it is dead; what names it in a query. */
async function makeDeadLetter(): Promise<{ eventId: string; query: string }> {
  poisoned = true;
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
  return { eventId: dead_letters[0]?.event_id ?? '', query };
}

const ada = { method: 'POST', headers: { 'x-sippy-operator': 'ada' } };

test('a dead letter is listed, applied again once its cause is mended, and gone', async () => {
  const { eventId, query } = await makeDeadLetter();
  expect(await get(`/dead-letters/retry${query}`, ada)).toMatchObject({ status: 409 });
  poisoned = false;
  expect(await get(`/dead-letters/retry${query}`, ada)).toMatchObject({ status: 200 });
  expect(applied).toEqual([eventId]);
  expect(logged).toContainEqual(
    expect.objectContaining({ msg: 'dead letter applied', eventId, operator: 'ada' }),
  );
  expect(await get(`/dead-letters/retry${query}`, ada)).toMatchObject({ status: 404 });
  expect(JSON.parse((await get('/dead-letters')).text)).toEqual({ dead_letters: [] });
});

test('who drops a dead letter is logged and kept with it', async () => {
  const { eventId, query } = await makeDeadLetter();
  expect(await get(`/dead-letters/drop${query}&reason=sold+twice`, ada)).toMatchObject({ status: 200 });
  const { rows } = await host
    .db('alpha')
    .query('select state, operator, error from dead_letter where event_id = $1', [eventId]);
  expect(rows).toEqual([{ state: 'DROPPED', operator: 'ada', error: 'sold twice' }]);
  const dropped = { msg: 'dead letter dropped', eventId, operator: 'ada', reason: 'sold twice' };
  expect(logged).toContainEqual(expect.objectContaining(dropped));
});

test.each([
  ['is not named', undefined],
  ['has an empty name', ' '],
  ['has a name without end', 'a'.repeat(101)],
])('nothing is changed for an operator who %s', async (_, name) => {
  const headers: Record<string, string> = name === undefined ? {} : { 'x-sippy-operator': name };
  const query = `?service=alpha&consumer=alpha-self&event_id=${newId()}&reason=x`;
  for (const action of ['retry', 'drop']) {
    const answer = await get(`/dead-letters/${action}${query}`, { method: 'POST', headers });
    expect(answer).toMatchObject({ status: 403, text: expect.stringContaining('who you are') });
  }
});

test.skipIf(outside === undefined)('other machines may look, but change nothing', async () => {
  const there = base.replace('127.0.0.1', outside ?? '');
  const query = `?service=alpha&consumer=alpha-self&event_id=${newId()}&reason=x`;
  expect(await get('/dead-letters', {}, there)).toMatchObject({ status: 200 });
  for (const action of ['retry', 'drop']) {
    const answer = await get(`/dead-letters/${action}${query}`, ada, there);
    expect(answer).toMatchObject({ status: 403, text: expect.stringContaining('machine') });
    expect(await get(`/dead-letters/${action}${query}`, ada)).toMatchObject({ status: 404 });
  }
});

test('a dead letter is not given up without a reason', async () => {
  const answer = await get(`/dead-letters/drop?service=alpha&consumer=alpha-self&event_id=${newId()}`, ada);
  expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('reason') });
});
