import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type JetStreamClient, type JetStreamManager, type NatsConnection, nanos } from 'nats';
import type { Logger } from 'pino';
import type { LocalConsumer } from './event-delivery.ts';

/** How a process reaches NATS. */
export interface BusOptions {
  /** `nats://host:port`, several separated by commas; without one events are delivered in this process only. */
  url: string | undefined;
  /** Sets streams, subjects and consumers of several installations on one server apart; empty for the only one. */
  namespace?: string;
  log: Logger;
}

/** An open connection, and how often there has been one before: after each, nothing is taken for granted. */
export interface Link {
  readonly epoch: number;
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
}

/** The way to NATS, shared by all services of a process. It may be away at any time and comes back by itself. */
export interface Bus {
  readonly namespace: string;
  /** The connection, while there is one. */
  link(): Link | undefined;
  /** Waits for the connection; rejects when the signal is aborted. */
  whenLinked(signal: AbortSignal): Promise<Link>;
  /** Calls `listener` on every connect and disconnect. Returns how to stop that. */
  onChange(listener: () => void): () => void;
  /** Consumers in this process, by the domain whose events they take. */
  readonly local: Map<string, Set<LocalConsumer>>;
  /** Tells the other processes that a service has committed events; at most every 20 ms. */
  poke(domain: string): void;
  /** Calls `listener` when another process pokes. Returns how to stop that. */
  onPoke(domain: string, listener: () => void): () => void;
  close(): Promise<void>;
}

const POKE_MS = 20;

/** Begins to connect and goes on until `close`. */
export function openBus(options: BusOptions): Bus {
  const listeners = new Set<() => void>();
  const pokes = new Map<string, Set<() => void>>();
  const lastPoke = new Map<string, number>();
  const poking = new Map<string, NodeJS.Timeout>();
  const namespace = options.namespace ?? '';
  let link: Link | undefined;
  let connection: NatsConnection | undefined;
  let epoch = 0;
  let closed = false;

  const changed = () => {
    for (const listener of listeners) listener();
  };
  const up = async (nc: NatsConnection) => {
    const jsm = await nc.jetstreamManager({ timeout: 3000, checkAPI: false });
    epoch += 1;
    link = { epoch, nc, js: nc.jetstream({ timeout: 5000 }), jsm };
    options.log.info({ server: nc.getServer(), epoch }, 'connected to NATS');
    changed();
  };
  const down = () => {
    if (!link) return;
    link = undefined;
    if (!closed) options.log.warn('NATS is away');
    changed();
  };
  const subscribe = (nc: NatsConnection, domain: string) => {
    nc.subscribe(pokeSubject(namespace, domain), {
      callback: () => {
        for (const listener of pokes.get(domain) ?? []) listener();
      },
    });
  };
  const watch = async (nc: NatsConnection) => {
    for await (const status of nc.status()) {
      if (status.type === 'disconnect') down();
      if (status.type === 'reconnect') await up(nc);
    }
  };
  const open = async (url: string) => {
    const nc = await connectPatiently(url, () => closed);
    if (!nc) return;
    connection = nc;
    for (const domain of pokes.keys()) subscribe(nc, domain);
    watch(nc).catch(() => undefined);
    nc.closed().then(down, down);
    await up(nc);
  };
  const opening = options.url ? open(options.url).catch(() => undefined) : Promise.resolve();

  return {
    namespace,
    link: () => link,
    whenLinked: (signal) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!link && !signal.aborted) return;
          listeners.delete(check);
          signal.removeEventListener('abort', check);
          if (link && !signal.aborted) resolve(link);
          else reject(signal.reason);
        };
        listeners.add(check);
        signal.addEventListener('abort', check);
        check();
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    local: new Map(),
    poke(domain) {
      if (!link || poking.has(domain)) return;
      const send = () => {
        poking.delete(domain);
        lastPoke.set(domain, performance.now());
        link?.nc.publish(pokeSubject(namespace, domain));
      };
      const wait = (lastPoke.get(domain) ?? Number.NEGATIVE_INFINITY) + POKE_MS - performance.now();
      if (wait <= 0) send();
      else poking.set(domain, setTimeout(send, wait));
    },
    onPoke(domain, listener) {
      let all = pokes.get(domain);
      if (!all) {
        all = new Set();
        pokes.set(domain, all);
        if (connection && !connection.isClosed()) subscribe(connection, domain);
      }
      all.add(listener);
      return () => all.delete(listener);
    },
    async close() {
      closed = true;
      for (const timer of poking.values()) clearTimeout(timer);
      await Promise.race([opening, sleep(100, undefined, { ref: false })]);
      await connection?.close().catch(() => undefined);
      down();
    },
  };
}

/** The first connection; afterwards the client reconnects by itself. */
async function connectPatiently(url: string, given: () => boolean): Promise<NatsConnection | undefined> {
  while (!given()) {
    try {
      const nc = await connect({
        servers: url.split(','),
        name: 'sippy',
        timeout: 2000,
        reconnect: true,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 250,
        pingInterval: 10_000,
        maxPingOut: 2,
        noEcho: true,
      });
      if (!given()) return nc;
      await nc.close();
    } catch {
      await sleep(250, undefined, { ref: false });
    }
  }
  return undefined;
}

function pokeSubject(namespace: string, domain: string): string {
  return `${namespace}sippy-poke.${domain}`;
}

/** Name of a domain's stream. */
export function streamName(bus: Bus, domain: string): string {
  return `${bus.namespace}${domain}`.toUpperCase().replaceAll(/[^A-Z0-9_-]/g, '_');
}

/** How long a stream keeps an event; the inbox and the event table keep it longer. */
export const STREAM_AGE_MS = 14 * 86_400_000;

/** Makes the stream of a domain if it is missing, and brings its settings up to date. Returns its last sequence. */
export async function ensureStream(
  bus: Bus,
  link: Link,
  domain: string,
): Promise<{ lastSequence: number; messages: number }> {
  const name = streamName(bus, domain);
  const config = {
    subjects: [`${bus.namespace}sippy.${domain}.>`],
    max_age: nanos(STREAM_AGE_MS),
    duplicate_window: nanos(120_000),
  };
  try {
    const { state, config: has } = await link.jsm.streams.info(name);
    if (has.subjects[0] !== config.subjects[0] || has.max_age !== config.max_age) {
      await link.jsm.streams.update(name, config);
    }
    return { lastSequence: state.last_seq, messages: state.messages };
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const { state } = await link.jsm.streams.add({ name, ...config, allow_direct: true });
  return { lastSequence: state.last_seq, messages: state.messages };
}

/** Whether JetStream says that a stream, consumer or message is not there. */
export function isMissing(error: unknown): boolean {
  const { api_error } = error as { api_error?: { code?: number } };
  return api_error?.code === 404;
}
