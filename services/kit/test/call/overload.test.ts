import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@grpc/grpc-js';
import { CafeServiceDefinition, GetStorefrontResponse } from '@sippy/proto/cafe/v1/cafe_service';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createLoad, type Load } from '../../src/call/load.ts';
import { createQueue } from '../../src/call/queue.ts';
import { defineService } from '../../src/host/service.ts';
import { newId } from '../../src/ids.ts';
import { makeTestDatabase, startTestService } from '../../src/testing/testing.ts';
import { cleanup } from '../cleanup.ts';
import { handlersFor, noMigrations } from '../host-fixture.ts';
import { startProcess } from '../host-process.ts';
import { askStorefront, pass, rawClient, STOREFRONT, storefrontOf } from '../raw-client.ts';

const busy = { code: 'RESOURCE_EXHAUSTED', reason: 'TOO_MANY_REQUESTS', retryAfterMs: 1000 };

/** Keeps the process from doing anything else. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const storefronts = (work: () => Promise<void>) =>
  defineService({
    name: 'cafe',
    config: z.object({}),
    migrations: noMigrations,
    start: () => ({
      services: [
        handlersFor(CafeServiceDefinition, {
          getStorefront: async () => {
            await work();
            return GetStorefrontResponse.fromPartial({});
          },
        }),
      ],
    }),
  });
const call = (client: Client, count: number) =>
  Promise.all(Array.from({ length: count }, () => askStorefront(client, newId(), 15_000)));

test('calls above the most that a host has in work at once are refused with a retry hint', async () => {
  let begun = 0;
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const cafeService = storefronts(async () => {
    begun += 1;
    await gate;
  });
  const host = await startTestService([cafeService], { env: { MAX_RUNNING_CALLS: '20' } });
  cleanup(() => host.stop());
  const client = rawClient(host.addressOf('cafe'));
  const waiting = call(client, 20);
  await expect.poll(() => begun, { timeout: 10_000 }).toBe(20);
  expect(await call(client, 1)).toMatchObject([busy]);
  open();
  expect(await waiting).toEqual(Array(20).fill(undefined));
  expect(await call(client, 1)).toEqual([undefined]);
});

test('a host that cannot keep up refuses some calls early, answers the others, and takes all on again afterwards', async () => {
  const database = await makeTestDatabase('cafe', noMigrations);
  cleanup(() => database.drop());
  const { address } = await startProcess(['services/kit/test/call/busy-host.ts'], {
    WORK_MS: '8',
    MAX_WAIT_MS: '50',
    CAFE_DATABASE_URL: database.url,
    CAFE_MIGRATION_URL: database.ownerUrl,
  });
  const client = rawClient(address);
  expect(await call(client, 1)).toEqual([undefined]);
  const refusals = await call(client, 600);
  const refused = refusals.filter((refusal) => refusal !== undefined);
  expect(refused.length).toBeGreaterThan(100);
  expect(refused).toMatchObject(Array(refused.length).fill(busy));
  expect(600 - refused.length).toBeGreaterThan(20);
  await expect.poll(() => call(client, 1)).toEqual([undefined]);
});

test('callers who give up cost nobody else the connection', async () => {
  let begun = 0;
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const host = await startTestService([
    storefronts(async () => {
      begun += 1;
      await gate;
    }),
  ]);
  cleanup(() => host.stop());
  const client = rawClient(host.addressOf('cafe'));
  const patient = call(client, 1);
  for (let round = 1; round <= 8; round++) {
    const calls = Array.from({ length: 200 }, () =>
      client.makeUnaryRequest(STOREFRONT, pass, pass, storefrontOf(newId()), () => undefined),
    );
    await expect.poll(() => begun, { timeout: 10_000 }).toBe(1 + round * 200);
    for (const one of calls) one.cancel();
  }
  open();
  expect(await patient).toEqual([undefined]);
});

describe('what a host takes on while its event loop is late', () => {
  let load: Load;
  beforeAll(() => {
    load = createLoad({ maxRunning: 1000, maxWaitMs: 50 });
    cleanup(() => load.close());
  });

  test('is everything while that is no longer than a burst', () => {
    load.enter(false);
    block(200);
    expect(load.enter(false)).toBeUndefined();
  });

  test('is everything after a pause, however long', async () => {
    await sleep(50);
    block(1200);
    expect(load.enter(false)).toBeUndefined();
  });

  test('is nothing after a second of calls, and everything as soon as they are done', async () => {
    await sleep(50);
    load.enter(false);
    block(1200);
    expect(load.enter(false)).toMatchObject(busy);
    await expect.poll(() => load.enter(false)).toBeUndefined();
  });

  test('is what each turn has time for, if that goes on', async () => {
    const first: boolean[] = [];
    const last: boolean[] = [];
    for (let turn = 0; turn < 16; turn++) {
      await sleep(0);
      first.push(load.enter(false) === undefined);
      block(150);
      last.push(load.enter(false) === undefined);
    }
    expect(first).toEqual(Array(16).fill(true));
    expect(last.slice(0, 2)).toEqual([true, true]);
    expect(last.slice(-4)).toEqual([false, false, false, false]);
  });
});

describe('calls that begin something', () => {
  /** Offers so many calls a millisecond to a queue that is done with one; returns how long each that was taken on took, in milliseconds. */
  function offer(
    perMs: number,
    forMs: number,
    queue = createQueue(100),
  ): { took: number[]; refused: number } {
    const waiting: number[] = [];
    const took: number[] = [];
    let refused = 0;
    for (let now = 0; now < forMs; now++) {
      for (let n = 0; n < perMs; n++) {
        if (queue.isFull()) refused += 1;
        else {
          queue.enter();
          waiting.push(now);
        }
      }
      const came = waiting.shift();
      if (came !== undefined) {
        queue.leave();
        took.push(now - came);
      }
      if (now % 20 === 0) queue.tick(20, now);
    }
    return { took, refused };
  }

  test('are not refused while as many come as are done', () => {
    expect(offer(1, 5_000).refused).toBe(0);
  });

  test('wait no longer than they may, all of the time that twice as many come as can be done', () => {
    const { took, refused } = offer(2, 20_000);
    expect(took.length).toBe(20_000);
    expect(refused).toBeGreaterThan(18_000);
    expect(Math.max(...took.slice(5_000))).toBeLessThan(150);
  });

  test('are all taken on again soon after', () => {
    const queue = createQueue(100);
    offer(2, 5_000, queue);
    for (let n = 0; n < 100; n++) queue.leave();
    for (let now = 5_000; now <= 6_000; now += 20) queue.tick(20, now);
    for (let n = 0; n < 100; n++) queue.enter();
    expect(queue.isFull()).toBe(false);
  });
});
