import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { beforeAll, describe, expect, it } from 'vitest';
import { freePort, type RunningServer, startServer } from '../../../../tilt/infrastructure/server.ts';
import { valkeyServer } from '../../../../tilt/infrastructure/valkey.ts';
import { locateTool } from '../../../../tilt/tools.ts';
import { connectRedis, openCache } from '../../src/cache/cache.ts';
import { openLimits } from '../../src/cache/limits.ts';
import { cleanup } from '../cleanup.ts';
import { testNamespace, until } from '../fixtures.ts';

/** A Valkey of this file's own, to be stopped and started. */
let port: number;
let server: RunningServer | undefined;
let start: () => Promise<void>;
let redis: Redis;
const stop = async () => {
  await server?.stop();
  server = undefined;
};

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sippy-valkey-'));
  const binary = (await locateTool('valkey')).path;
  port = await freePort();
  start = async () => {
    server = await startServer(valkeyServer({ binary, folder, port }), join(folder, 'valkey.log'));
  };
  await start();
  redis = connected();
  await until(() => redis.status === 'ready');
  cleanup(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });
});

function connected(): Redis {
  const made = connectRedis(`redis://127.0.0.1:${port}`, testNamespace());
  if (!made) throw new Error('no connection');
  cleanup(() => made.disconnect());
  return made;
}

describe('the cache', () => {
  it('keeps texts and bytes for their time, apart by prefix', async () => {
    const cache = openCache(redis, 'one');
    await cache.set('text', 'héllo', 60_000);
    await cache.set('bytes', Uint8Array.of(0, 255, 7), 60_000);
    await cache.set('short', 'gone soon', 30);
    expect(await cache.get('text')).toBe('héllo');
    expect(await cache.getBytes('bytes')).toEqual(Buffer.from([0, 255, 7]));
    expect(await openCache(redis, 'two').get('text')).toBeUndefined();
    await until(async () => (await cache.get('short')) === undefined);
    await cache.delete('text', 'bytes');
    expect(await cache.get('text')).toBeUndefined();
  });

  it('makes what it does not have once, and then remembers it', async () => {
    const cache = openCache(redis, 'made');
    let made = 0;
    const make = async () => String(++made);
    expect(await cache.remember('k', 60_000, make)).toBe('1');
    expect(await cache.remember('k', 60_000, make)).toBe('1');
  });

  it('is all misses, and quick, without Valkey or with a wrong address', async () => {
    for (const away of [undefined, connectRedis('redis://127.0.0.1:1')]) {
      const cache = openCache(away, 'away');
      const started = Date.now();
      await cache.set('k', 'v', 1000);
      expect(await cache.get('k')).toBeUndefined();
      expect(await cache.remember('k', 1000, async () => 'made')).toBe('made');
      await cache.delete('k');
      expect(cache.isReady()).toBe(false);
      expect(Date.now() - started).toBeLessThan(2000);
      away?.disconnect();
    }
  });
});

describe('limits', () => {
  it('allow so many and say how long to wait', async () => {
    const limits = openLimits(redis, 'limits');
    const limit = { max: 5, perMs: 60_000 };
    const taken = [];
    for (let i = 0; i < 7; i++) taken.push(await limits.take('burst', limit));
    expect(taken.map((t) => t.allowed)).toEqual([true, true, true, true, true, false, false]);
    expect(taken[5]?.retryAfterMs).toBeGreaterThan(10_000);
    expect(taken[5]?.retryAfterMs).toBeLessThanOrEqual(12_000);
    expect((await limits.take('other', limit)).allowed).toBe(true);
    await limits.clear('burst');
    expect((await limits.take('burst', limit)).allowed).toBe(true);
  });

  it('refill evenly', async () => {
    const limits = openLimits(redis, 'refill');
    const limit = { max: 2, perMs: 300 };
    expect((await limits.take('k', limit)).allowed).toBe(true);
    expect((await limits.take('k', limit)).allowed).toBe(true);
    const refused = await limits.take('k', limit);
    expect(refused.allowed).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, refused.retryAfterMs + 5));
    expect((await limits.take('k', limit)).allowed).toBe(true);
    expect((await limits.take('k', limit)).allowed).toBe(false);
  });

  it('are one limit for all hosts, at any concurrency', async () => {
    const hosts = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const namespace = redis.options.keyPrefix;
        const own = connectRedis(`redis://127.0.0.1:${port}`, namespace);
        if (!own) throw new Error('no connection');
        cleanup(() => own.disconnect());
        await until(() => own.status === 'ready');
        return openLimits(own, 'shared');
      }),
    );
    const limit = { max: 20, perMs: 3_600_000 };
    const taken = await Promise.all(Array.from({ length: 90 }, (_, i) => hosts[i % 3]?.take('k', limit)));
    expect(taken.filter((t) => t?.allowed)).toHaveLength(20);
  });

  it('are stricter, never none, while Valkey is away, and the shared ones again afterwards', async () => {
    const limits = openLimits(redis, 'away');
    const limit = { max: 8, perMs: 60_000 };
    await stop();
    await until(() => redis.status !== 'ready');
    const taken = [];
    for (let i = 0; i < 4; i++) taken.push((await limits.take('k', limit)).allowed);
    expect(taken).toEqual([true, true, false, false]);
    expect((await limits.take('few', { max: 2, perMs: 60_000 })).allowed).toBe(true);
    await start();
    await until(() => redis.status === 'ready');
    expect((await limits.take('k', limit)).allowed).toBe(true);
  });

  it('remember a bounded number of keys in the process', async () => {
    const limits = openLimits(undefined, 'bounded');
    for (let i = 0; i < 12_000; i++) await limits.take(`k${i}`, { max: 4, perMs: 3_600_000 });
    expect((await limits.take('k11999', { max: 4, perMs: 3_600_000 })).allowed).toBe(false);
    expect((await limits.take('k0', { max: 4, perMs: 3_600_000 })).allowed).toBe(true);
  });
});
