import { CafeServiceDefinition, GetCafeSettingsResponse } from '@sippy/proto/cafe/v1/cafe_service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { notFound, refuse } from '../../src/call/refusal.ts';
import { defineService } from '../../src/host/service.ts';
import { newId } from '../../src/ids.ts';
import { createBreaker } from '../../src/peers/breaker.ts';
import type { PeerClient } from '../../src/peers/client.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { startTestService, type TestHost } from '../../src/testing/testing.ts';
import { handlersFor, noMigrations } from '../host-fixture.ts';

let away = false;
let asked = 0;
const cafeService = defineService({
  name: 'cafe',
  config: z.object({}),
  migrations: noMigrations,
  start: () => ({
    services: [
      handlersFor(CafeServiceDefinition, {
        getCafeSettings: async () => {
          asked += 1;
          if (away) throw refuse('UNAVAILABLE', 'UNAVAILABLE', 'being moved');
          return GetCafeSettingsResponse.fromPartial({});
        },
      }),
    ],
  }),
});

let cafes: PeerClient<typeof CafeServiceDefinition>;
const orderService = defineService({
  name: 'order',
  config: z.object({}),
  migrations: noMigrations,
  start(host) {
    cafes = host.peer(CafeServiceDefinition);
    return { services: [] };
  },
});

let host: TestHost;
const lines: { level: string; peer?: string; msg: string }[] = [];
beforeAll(async () => {
  host = await startTestService([orderService, cafeService], {
    separate: true,
    env: { METRICS_PORT: '0' },
    log: createLog('info', { write: (line: string) => void lines.push(JSON.parse(line)) }),
  });
});
afterAll(() => host.stop());

const ask = () => cafes.getCafeSettings({ cafeId: newId() }, {});
const metric = async (name: string) => {
  const response = await fetch(`http://127.0.0.1:${host.host('order').opsPort}/metrics`);
  const value = new RegExp(`^${name}\\{[^}]*peer="cafe"[^}]*\\} (\\S+)`, 'm').exec(
    await response.text(),
  )?.[1];
  return value === undefined ? undefined : Number(value);
};
const said = () => lines.filter(({ peer }) => peer === 'cafe').map(({ level }) => level);

test('a breaker opens for what is away, not for what is refused', async () => {
  const breaker = createBreaker('peer', { minimumCalls: 4, resetMs: 60_000 });
  const fail = (error: Error) => breaker.run(async () => Promise.reject(error)).catch((e) => e);
  for (let n = 0; n < 20; n++) await fail(notFound('order', newId()));
  expect(breaker.isOpen()).toBe(false);
  for (let n = 0; n < 40; n++) await fail(refuse('UNAVAILABLE', 'UNAVAILABLE', 'gone'));
  expect(breaker.isOpen()).toBe(true);
  expect(await fail(new Error('not even tried'))).toMatchObject({
    code: 'UNAVAILABLE',
    retryAfterMs: 60_000,
  });
  breaker.close();
});

test('operators see the breaker before a peer open, what it refuses, and when it closes', async () => {
  await ask();
  expect(await metric('sippy_breaker_state')).toBe(0);
  away = true;
  await Promise.all(Array.from({ length: 20 }, () => ask().catch(() => undefined)));
  expect(await metric('sippy_breaker_state')).toBe(2);
  const before = asked;
  await expect(ask()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(asked).toBe(before);
  expect(await metric('sippy_breaker_rejections_total')).toBeGreaterThan(0);
  // The try after two seconds fails, and is not told of again.
  await expect.poll(() => ask().catch(() => asked > before), { timeout: 5000, interval: 100 }).toBe(true);
  expect(said()).toEqual(['warn']);
  away = false;
  await expect
    .poll(
      () =>
        ask().then(
          () => true,
          () => false,
        ),
      { timeout: 5000, interval: 100 },
    )
    .toBe(true);
  expect(await metric('sippy_breaker_state')).toBe(0);
  expect(said()).toEqual(['warn', 'info']);
});
