import type { Logger } from 'pino';
import type { Database } from '../data/db.ts';
import { openTail } from '../live/tail.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Bus } from './bus.ts';
import { type RunningConsumer, startConsumer } from './consume.ts';
import { draftEvent } from './event-draft.ts';
import { observeEvents } from './event-observe.ts';
import type { Consumer, EventLog } from './events.ts';
import { type Relay, type RelayOptions, type RelayStatus, startRelay } from './relay.ts';

/** How a service's events are handled in this process. */
export interface EventLogOptions {
  db: Database;
  bus: Bus;
  log: Logger;
  telemetry?: Telemetry;
  relay?: Pick<RelayOptions, 'gapMs' | 'pollMs' | 'windowSize'>;
  /** After how many failures an event is a dead letter; 6 if absent. */
  maxAttempts?: number;
  /** Pause before each further try, in milliseconds. */
  backoffMs?: readonly number[];
}

/** A service's log as its host runs it. */
export interface HostedEventLog extends EventLog {
  /** Starts the relay of the service's own events, and its consumers. */
  run(consumers: readonly Consumer[]): void;
  /** What the relay is doing; undefined before `run`. */
  status(): RelayStatus | undefined;
  /** How many live streams read the log. */
  subscribers(): number;
  /** Ends live streams, consumers and relay, each after what it has at hand. */
  stop(): Promise<void>;
}

/** After so many failures an event is a dead letter. */
export const MAX_ATTEMPTS = 6;
/** Pauses between them: less than a minute in all, then a person is told. */
export const BACKOFF_MS: readonly number[] = [200, 1000, 5000, 10_000, 20_000];

/** Opens the log of a service: `run` after the service has started, `stop` before its database is closed. */
export function openEventLog(options: EventLogOptions): HostedEventLog {
  const { db, bus, log, telemetry } = options;
  const tail = openTail(db, bus, log);
  const consumers = new Map<string, RunningConsumer>();
  let relay: Relay | undefined;
  const committed = () => {
    relay?.wake();
    tail.wake();
    bus.poke(db.service);
  };
  const off = db.onAppend(committed);
  const unobserve =
    telemetry &&
    observeEvents(telemetry, {
      db,
      status: () => relay?.status(),
      consumers: () => [...consumers].map(([name, running]) => ({ name, finished: running.finished() })),
    });
  return {
    draft: (call, event) => draftEvent(db.service, call, event),
    tail: tail.tail,
    committed,
    run(given) {
      relay ??= startRelay({ db, bus, log, ...options.relay });
      for (const consumer of given) {
        const maxAttempts = options.maxAttempts ?? MAX_ATTEMPTS;
        const backoffMs = options.backoffMs ?? BACKOFF_MS;
        const running = startConsumer({ db, bus, log, consumer, maxAttempts, backoffMs, telemetry });
        consumers.set(consumer.name, running);
      }
    },
    status: () => relay?.status(),
    subscribers: tail.subscribers,
    async stop() {
      off();
      unobserve?.();
      await Promise.all([
        tail.close(),
        relay?.stop(),
        ...[...consumers.values()].map((consumer) => consumer.stop()),
      ]);
    },
  };
}
