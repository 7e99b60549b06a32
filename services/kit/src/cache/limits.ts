import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';

/** At most `max` in any `perMs` milliseconds (as a bucket that refills evenly). */
export interface Limit {
  max: number;
  perMs: number;
}

/** Whether a call may go on; if not, how long until it may. */
export interface Taken {
  allowed: boolean;
  retryAfterMs: number;
}

/** Shared limits on how often something may be done. */
export interface Limits {
  /**
   * Takes one from the bucket of `key`. While Valkey is away each process counts for itself, and a quarter of the
   * limit (at least one) is allowed.
   */
  take(key: string, limit: Limit): Promise<Taken>;
  /** Fills the bucket again, as after a successful sign-in. */
  clear(key: string): Promise<void>;
}

/** Buckets that a process counts by itself; those that were used longest ago go first. */
const MAX_LOCAL_KEYS = 10_000;
const STRICTER = 4;

/**
 * A generic cell rate in one step: the key holds the time at which the bucket will be full again.
 * Valkey's own clock counts, so hosts need not agree on theirs.
 */
const TAKE = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local max, per = tonumber(ARGV[1]), tonumber(ARGV[2])
local step = per / max
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
if full + step - now > per + 0.5 then return math.ceil(full + step - now - per) end
redis.call('SET', KEYS[1], string.format('%.3f', full + step), 'PX', math.ceil(full + step - now) + 1)
return 0`;

type WithTake = Redis & { sippyTake(key: string, max: number, perMs: number): Promise<number> };

/** Limits whose keys begin with `prefix`; only those of this process without a connection. */
export function openLimits(redis: Redis | undefined, prefix: string): Limits {
  redis?.defineCommand('sippyTake', { numberOfKeys: 1, lua: TAKE });
  const local = localBuckets();
  return {
    async take(key, limit) {
      if (redis?.status === 'ready') {
        try {
          const wait = await (redis as WithTake).sippyTake(`${prefix}:limit:${key}`, limit.max, limit.perMs);
          return { allowed: wait === 0, retryAfterMs: wait };
        } catch {
          // Away: counted here instead.
        }
      }
      return local.take(key, { max: Math.max(1, Math.floor(limit.max / STRICTER)), perMs: limit.perMs });
    },
    async clear(key) {
      local.clear(key);
      if (redis?.status === 'ready') await redis.del(`${prefix}:limit:${key}`).catch(() => undefined);
    },
  };
}

function localBuckets() {
  const fullAt = new LRUCache<string, number>({ max: MAX_LOCAL_KEYS });
  return {
    take(key: string, { max, perMs }: Limit): Taken {
      const now = Date.now();
      const step = perMs / max;
      const next = Math.max(fullAt.get(key) ?? now, now) + step;
      if (next - now > perMs + 0.5) return { allowed: false, retryAfterMs: Math.ceil(next - now - perMs) };
      fullAt.set(key, next);
      return { allowed: true, retryAfterMs: 0 };
    },
    clear: (key: string) => fullAt.delete(key),
  };
}
