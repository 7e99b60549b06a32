import type { Redis } from 'ioredis';
import { tokenInvalid } from './refusal.ts';
import type { TokenVerifier } from './token.ts';

/** A session that is over, and until when access tokens of it may still be about. */
export interface EndedSession {
  readonly sessionId: string;
  readonly until: Date;
}

/**
 * Sessions that ended before their access tokens did. Every host keeps them in memory; Valkey carries them from the one
 * that ended a session to all others. While Valkey is away a host knows those that it had heard of, and its own.
 */
export interface EndedSessions {
  has(sessionId: string): boolean;
  /** Calls back with each session that this host hears of, once. */
  onEnd(listener: (sessionId: string) => void): void;
  /** Makes them known here and, as far as Valkey can be reached, to every other host. May be repeated at will. */
  tell(ended: readonly EndedSession[]): Promise<void>;
  close(): void;
}

const KEY = 'ended-sessions';
const CHANNEL = 'ended-session';
const SWEEP_MS = 60_000;

/** Adds what is new, says so on the channel, and drops what is over. A member is a session, its score the end in ms. */
const TELL = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
for i = 2, #ARGV, 2 do
  if redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i]) == 1 then
    redis.call('PUBLISH', ARGV[1], ARGV[i] .. ' ' .. ARGV[i + 1])
  end
end`;

type WithTell = Redis & {
  sippyTellEnded(key: string, channel: string, ...pairs: (string | number)[]): Promise<null>;
};

/** Begins to listen; without a connection only this process hears. `namespace` sets installations apart. */
export function openEndedSessions(redis: Redis | undefined, namespace = ''): EndedSessions {
  const known = new Map<string, number>();
  const listeners: ((sessionId: string) => void)[] = [];
  const keep = (sessionId: string, untilMs: number) => {
    if (untilMs <= Date.now()) return;
    const isNew = !known.has(sessionId);
    known.set(sessionId, untilMs);
    if (isNew) for (const tell of listeners) tell(sessionId);
  };
  const channel = `${namespace}sippy:${CHANNEL}`;
  redis?.defineCommand('sippyTellEnded', { numberOfKeys: 1, lua: TELL });
  const listener = redis && listen(redis, channel, keep);
  const sweep = setInterval(() => {
    const now = Date.now();
    for (const [sessionId, untilMs] of known) if (untilMs <= now) known.delete(sessionId);
  }, SWEEP_MS);
  sweep.unref();
  return {
    has: (sessionId) => known.has(sessionId),
    onEnd: (listener) => void listeners.push(listener),
    async tell(ended) {
      for (const { sessionId, until } of ended) keep(sessionId, until.getTime());
      if (redis?.status !== 'ready' || ended.length === 0) return;
      const pairs = ended.flatMap(({ sessionId, until }) => [sessionId, until.getTime()]);
      await (redis as WithTell).sippyTellEnded(KEY, channel, ...pairs).catch(() => undefined);
    },
    close() {
      clearInterval(sweep);
      listener?.disconnect();
    },
  };
}

/** Hears of sessions as they end; after every connect it first learns of those that it missed. */
function listen(redis: Redis, channel: string, keep: (sessionId: string, untilMs: number) => void): Redis {
  const listener = redis.duplicate({ autoResubscribe: false });
  listener.on('error', () => undefined);
  listener.on('message', (_, message: string) => {
    const [sessionId, untilMs] = message.split(' ');
    if (sessionId) keep(sessionId, Number(untilMs));
  });
  const learn = async () => {
    await listener.subscribe(channel);
    // A subscriber may ask nothing else: the other connection does.
    const members = await redis.zrangebyscore(KEY, Date.now(), '+inf', 'WITHSCORES');
    for (let i = 0; i < members.length; i += 2) keep(members[i] as string, Number(members[i + 1]));
  };
  const start = () => {
    if (listener.status === 'ready' && redis.status === 'ready')
      learn().catch(() => listener.disconnect(true));
  };
  listener.on('ready', start);
  redis.on('ready', start);
  return listener;
}

/** Refuses the tokens of sessions that have ended. */
export function refuseEnded(verify: TokenVerifier, ended: EndedSessions): TokenVerifier {
  return (token) => {
    const found = verify(token);
    return found instanceof Promise
      ? found.then((principal) => checked(principal, ended))
      : checked(found, ended);
  };
}

function checked<P extends { readonly sessionId?: string }>(principal: P, ended: EndedSessions): P {
  if (principal.sessionId !== undefined && ended.has(principal.sessionId)) {
    throw tokenInvalid('The session of this access token has ended. Sign in again.');
  }
  return principal;
}
