import { Redis } from 'ioredis';

/** A shared cache that may be empty or away at any time: then everything is a miss, and nothing throws. */
export interface Cache {
  get(key: string): Promise<string | undefined>;
  getBytes(key: string): Promise<Buffer | undefined>;
  /** Keeps a value for `ttlMs`. */
  set(key: string, value: string | Uint8Array, ttlMs: number): Promise<void>;
  delete(...keys: readonly string[]): Promise<void>;
  /** The value of the key, or what `make` gives, which is then kept for `ttlMs`. */
  remember(key: string, ttlMs: number, make: () => Promise<string>): Promise<string>;
  isReady(): boolean;
  close(): Promise<void>;
}

/** The connection that cache and limits share, with `prefix` before every key; undefined without a URL. */
export function connectRedis(url: string | undefined, prefix = ''): Redis | undefined {
  if (!url) return undefined;
  const redis = new Redis(url, {
    keyPrefix: prefix,
    enableOfflineQueue: false,
    commandTimeout: 200,
    connectTimeout: 2000,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 100, 2000),
  });
  redis.on('error', () => undefined);
  return redis;
}

/** A cache whose keys begin with `prefix`. Without a connection everything is a miss. */
export function openCache(redis: Redis | undefined, prefix: string): Cache {
  const away = () => redis?.status !== 'ready';
  const attempt = async <T>(work: (on: Redis) => Promise<T>): Promise<T | undefined> => {
    if (!redis || away()) return undefined;
    try {
      return await work(redis);
    } catch {
      return undefined;
    }
  };
  const full = (key: string) => `${prefix}:${key}`;
  const cache: Cache = {
    get: async (key) => (await attempt((on) => on.get(full(key)))) ?? undefined,
    getBytes: async (key) => (await attempt((on) => on.getBuffer(full(key)))) ?? undefined,
    async set(key, value, ttlMs) {
      const bytes = typeof value === 'string' ? value : Buffer.from(value);
      await attempt((on) => on.set(full(key), bytes, 'PX', Math.max(1, Math.ceil(ttlMs))));
    },
    async delete(...keys) {
      if (keys.length > 0) await attempt((on) => on.del(...keys.map(full)));
    },
    async remember(key, ttlMs, make) {
      const known = await cache.get(key);
      if (known !== undefined) return known;
      const made = await make();
      await cache.set(key, made, ttlMs);
      return made;
    },
    isReady: () => !away(),
    async close() {
      redis?.disconnect();
    },
  };
  return cache;
}
