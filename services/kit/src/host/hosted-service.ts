import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { openCache } from '../cache/cache.ts';
import { openLimits } from '../cache/limits.ts';
import type { EndedSessions } from '../call/ended-sessions.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type Database, openDatabase } from '../data/db.ts';
import { migrate } from '../data/migrate.ts';
import { partitionJob } from '../data/partitions.ts';
import type { Bus } from '../events/bus.ts';
import { type EventLogOptions, type HostedEventLog, openEventLog } from '../events/event-log.ts';
import { createBreaker } from '../peers/breaker.ts';
import { observeBreakers } from '../peers/breaker-observe.ts';
import type { Peers } from '../peers/peers.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { databaseUrls, type Environment, readConfig } from './config.ts';
import { type RunningJobs, startJobs } from './jobs.ts';
import type { Running, ServiceDefinition } from './service.ts';

/** What the services of a host share. */
export interface Shared {
  readonly env: Environment;
  readonly log: Logger;
  readonly bus: Bus;
  readonly redis: Redis | undefined;
  readonly endedSessions: EndedSessions;
  readonly telemetry: Telemetry;
  readonly peers: Peers;
  readonly clock?: Clock | undefined;
  readonly events?: Pick<EventLogOptions, 'relay' | 'maxAttempts' | 'backoffMs'> | undefined;
}

/** A service within a host. */
export interface HostedService {
  readonly name: string;
  readonly log: Logger;
  readonly db: Database;
  readonly events: HostedEventLog;
  readonly running: Running;
  /** Begins to relay and consume events and to run jobs: once every service of the host can be called. */
  work(): void;
  /** Ends jobs, consumers and relay, then the service, then its connections. */
  stop(): Promise<void>;
}

/** Migrates a service's database, connects to it and starts the service. */
export async function startService(definition: ServiceDefinition, shared: Shared): Promise<HostedService> {
  const { name } = definition;
  const config = readConfig(definition.config, shared.env);
  const urls = databaseUrls(name, shared.env);
  const log = shared.log.child({ service: name });
  const applied = await migrate({
    url: urls.migration,
    applicationRole: decodeURIComponent(new URL(urls.application).username),
    migrations: definition.migrations,
  });
  if (applied.length > 0) log.info({ applied }, 'migrated');
  const db = openDatabase({ url: urls.application, service: name });
  const events = openEventLog({ db, bus: shared.bus, log, telemetry: shared.telemetry, ...shared.events });
  const breakers = observeBreakers(shared.telemetry.meter, log, { service: name });
  const running = await definition.start({
    name,
    config,
    db,
    events,
    cache: openCache(shared.redis, name),
    limits: openLimits(shared.redis, name),
    endedSessions: shared.endedSessions,
    clock: shared.clock ?? systemClock,
    log,
    meter: shared.telemetry.meter,
    peer: (contract) => shared.peers.client(name, contract),
    breaker: (target, options) => createBreaker(target, options, breakers),
  });
  let jobs: RunningJobs | undefined;
  return {
    name,
    log,
    db,
    events,
    running,
    work() {
      events.run(running.consumers ?? []);
      jobs = startJobs([...(running.jobs ?? []), partitionJob(db)], db, log);
    },
    async stop() {
      await Promise.all([jobs?.stop(), events.stop()]);
      await running.stop?.();
      await db.close();
    },
  };
}
