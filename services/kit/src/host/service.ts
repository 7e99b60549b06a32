import type { Meter } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { ZodType } from 'zod';
import type { Cache } from '../cache/cache.ts';
import type { Limits } from '../cache/limits.ts';
import type { GenericDefinition, HandlersOf, Implementation } from '../call/definition.ts';
import type { EndedSessions } from '../call/ended-sessions.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../data/db.ts';
import type { Consumer, EventLog } from '../events/events.ts';
import type { Breaker, BreakerOptions } from '../peers/breaker.ts';
import type { PeerClient } from '../peers/client.ts';

/** What a service is: where its data lives, what it needs to know, and how it starts. Nothing of where it runs. */
export interface ServiceDefinition<Config = unknown> {
  /** Lower case, such as `order`: its database is `sippy_order`, its stream ORDER, its variables `ORDER_…`. */
  readonly name: string;
  /** Reads the environment variables the service needs; the host refuses to start, naming a bad one. */
  readonly config: ZodType<Config>;
  /** Folder of its SQL migrations (`new URL('../prisma/migrations/', import.meta.url)`). */
  readonly migrations: URL;
  /** Builds the service from what the host gives it. */
  start(host: ServiceHost<Config>): Promise<Running> | Running;
}

/** What a host gives to a service. */
export interface ServiceHost<Config = unknown> {
  readonly name: string;
  readonly config: Config;
  readonly db: Database;
  readonly events: EventLog;
  readonly cache: Cache;
  readonly limits: Limits;
  /** For the service that ends sessions: their access tokens are refused by every host. */
  readonly endedSessions: EndedSessions;
  readonly clock: Clock;
  readonly log: Logger;
  readonly meter: Meter;
  /** A client of another service: called directly where it is hosted too, over gRPC where it is not. */
  peer<D extends GenericDefinition>(definition: D): PeerClient<D>;
  /** A breaker for something outside (Stripe, SMTP), named for logs and metrics. */
  breaker(name: string, options?: BreakerOptions): Breaker;
}

/** A started service. */
export interface Running {
  readonly services: readonly Implementation[];
  readonly consumers?: readonly Consumer[];
  readonly jobs?: readonly Job[];
  /** Called after the last call has been answered and the jobs and consumers have stopped. */
  stop?(): Promise<void>;
}

/** Work that repeats. */
export interface Job {
  readonly name: string;
  /** Pause between the end of one run and the start of the next, in milliseconds. */
  readonly everyMs: number;
  /** Does one round; an error is logged and the next round comes as usual. */
  run(signal: AbortSignal): Promise<void>;
  /** One host at a time, by an advisory lock in the service's database. */
  readonly exclusive?: boolean;
}

/** Declares a service; `main.ts` of each exports one as `service`. */
export function defineService<Config>(definition: ServiceDefinition<Config>): ServiceDefinition<Config> {
  return definition;
}

/** Joins a generated service definition with a handler for each of its RPCs. */
export function implement<D extends GenericDefinition>(
  definition: D,
  handlers: HandlersOf<D>,
): Implementation {
  return { definition, handlers: handlers as unknown as Implementation['handlers'] };
}
