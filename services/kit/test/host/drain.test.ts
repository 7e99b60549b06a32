import { once } from 'node:events';
import type { Client } from '@grpc/grpc-js';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { bundledHost, bundleServices } from '../../../../tilt/service-bundle.ts';
import { notFound } from '../../src/call/refusal.ts';
import { defineService } from '../../src/host/service.ts';
import { newId } from '../../src/ids.ts';
import { makeTestDatabase, startTestService } from '../../src/testing/testing.ts';
import { cleanup } from '../cleanup.ts';
import { handlersFor, noMigrations } from '../host-fixture.ts';
import { startProcess } from '../host-process.ts';
import { askStorefront, rawClient } from '../raw-client.ts';

const slowCafeId = newId();
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks about a café that is none: what answers says NOT_FOUND, with its reason. */
async function ask(client: Client, cafeId?: string): Promise<string> {
  const refusal = await askStorefront(client, cafeId);
  return refusal?.domain === 'sippy' ? refusal.reason : `${refusal?.code}: ${refusal?.message}`;
}

/** Callers who each ask again soon after they are answered, until told to stop. */
function load(client: Client, callers: number) {
  const answers = new Map<string, number>();
  let stopped = false;
  const work = Array.from({ length: callers }, async () => {
    while (!stopped) {
      const answer = await ask(client);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      await sleep(5);
    }
  });
  const stop = async () => {
    stopped = true;
    await Promise.all(work);
    return Object.fromEntries(answers);
  };
  cleanup(stop);
  return { answers, stop };
}

async function readiness(port: number | undefined): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    return `${response.status} ${((await response.json()) as { reasons: string[] }).reasons.join()}`;
  } catch {
    return 'gone';
  }
}

test('a host that stops says so first, answers all who have not noticed, and ends what it began', async () => {
  const cafeService = defineService({
    name: 'cafe',
    config: z.object({}),
    migrations: noMigrations,
    start: () => ({
      services: [
        handlersFor(CafeServiceDefinition, {
          getStorefront: async ({ cafeId }: { cafeId: string }) => {
            await sleep(cafeId === slowCafeId ? 3000 : 20);
            throw notFound('café', cafeId);
          },
        }),
      ],
    }),
  });
  const host = await startTestService([cafeService], { env: { METRICS_PORT: '0', DRAIN_PAUSE_MS: '2500' } });
  cleanup(() => host.stop());
  const { opsPort } = host.host('cafe');
  const client = rawClient(host.addressOf('cafe'));
  const busy = load(client, 50);
  await expect.poll(() => busy.answers.get('NOT_FOUND'), { timeout: 10_000 }).toBeGreaterThan(100);
  await expect.poll(() => readiness(opsPort), { timeout: 10_000 }).toBe('200 ');

  const began = performance.now();
  const stopping = host.host('cafe').stop();
  expect(await readiness(opsPort)).toContain('503 draining');
  const whenUnready = busy.answers.get('NOT_FOUND') ?? 0;
  const slow = ask(client, slowCafeId);
  await expect
    .poll(() => busy.answers.get('NOT_FOUND'), { timeout: 2000 })
    .toBeGreaterThan(whenUnready + 100);
  const answers = await busy.stop();
  expect(Object.keys(answers)).toEqual(['NOT_FOUND']);
  expect(performance.now() - began).toBeLessThan(2500);
  expect(await slow).toBe('NOT_FOUND');
  expect(performance.now() - began).toBeGreaterThan(3000);
  await stopping;
  expect(performance.now() - began).toBeLessThan(6000);
  expect(await ask(client)).toContain('UNAVAILABLE');
});

test('two hosts that are stopped by SIGTERM and started anew, in turn and under load, fail no call', async () => {
  const database = await makeTestDatabase(
    'cafe',
    new URL('../../../cafe/prisma/migrations/', import.meta.url),
  );
  cleanup(() => database.drop());
  await bundleServices();
  const hosts = [await startCafes(database), await startCafes(database)];
  const target = `ipv4:${hosts.map(({ address }) => address).join(',')}`;
  const client = rawClient(target, {
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
    'grpc.initial_reconnect_backoff_ms': 50,
    'grpc.max_reconnect_backoff_ms': 200,
  });
  const busy = load(client, 20);
  await expect.poll(() => busy.answers.get('NOT_FOUND'), { timeout: 10_000 }).toBeGreaterThan(100);
  for (const { process, address, opsPort } of hosts) {
    const exited = once(process, 'exit');
    process.kill('SIGTERM');
    await expect.poll(() => readiness(opsPort), { interval: 10, timeout: 5000 }).toContain('503 draining');
    expect(await exited).toEqual([0, null]);
    expect(await readiness(opsPort)).toBe('gone');
    await startCafes(database, address);
    await sleep(300);
  }
  const answers = await busy.stop();
  expect(Object.keys(answers)).toEqual(['NOT_FOUND']);
  expect(answers.NOT_FOUND).toBeGreaterThan(300);
}, 40_000);

/** Starts the café service as operators do. */
function startCafes({ url, ownerUrl }: { url: string; ownerUrl: string }, address = '127.0.0.1:0') {
  return startProcess([bundledHost(), 'cafe'], {
    HOST_LISTEN: address,
    DRAIN_PAUSE_MS: '1000',
    CAFE_DATABASE_URL: url,
    CAFE_MIGRATION_URL: ownerUrl,
  });
}
