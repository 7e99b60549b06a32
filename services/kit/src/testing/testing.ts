import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import pino, { type Logger } from 'pino';
import type { Call, Principal, PrincipalGrant } from '../call/call.ts';
import type { GenericDefinition } from '../call/definition.ts';
import type { Clock } from '../clock.ts';
import { columnTypes } from '../data/db-types.ts';
import { serviceScope } from '../data/scope.ts';
import type { EventLogOptions } from '../events/event-log.ts';
import { variableName } from '../host/config.ts';
import { type Host, startHost } from '../host/host.ts';
import type { ServiceDefinition } from '../host/service.ts';
import { newId } from '../ids.ts';
import type { CallOptions, PeerClient } from '../peers/client.ts';
import { createPeers, type Peers } from '../peers/peers.ts';
import { makeTestDatabase, type TestDatabase, testServers } from './test-database.ts';
import { makeTestKeys, type TestKeys } from './test-keys.ts';

export { makeTestDatabase, type TestDatabase, testServers } from './test-database.ts';

/** How services are started for a test. */
export interface TestOptions {
  /** Each service in a host of its own, calling the others over gRPC; all in one host if absent. */
  separate?: boolean;
  /** Further environment variables. */
  env?: Readonly<Record<string, string>>;
  clock?: Clock;
  /** Where their log goes; nowhere if absent, unless TEST_LOG names a level. */
  log?: Logger;
  /** Without NATS, as in a process of its own. */
  withoutNats?: boolean;
  /** Without Valkey. */
  withoutRedis?: boolean;
  events?: Pick<EventLogOptions, 'relay' | 'maxAttempts' | 'backoffMs'>;
}

/** A client in a test: what it is called with besides the request may be left out. */
export type TestClient<D extends GenericDefinition> = {
  readonly [K in keyof PeerClient<D>]: PeerClient<D>[K] extends (request: infer Q, on: never) => infer S
    ? (request: Q, on?: CallOptions) => S
    : never;
};

/** Started services, each on a database of this test file alone. */
export interface TestHost {
  /** A client over gRPC, as this principal (a guest if absent) or with this very token. */
  peer<D extends GenericDefinition>(definition: D, as?: Principal | string): TestClient<D>;
  /** An access token for a principal, signed by a key that the host trusts. */
  token(principal: Principal): Promise<string>;
  /** Connections to a service's database as its owner, past row-level security. */
  db(service: string): pg.Pool;
  /** The service's database, for its URLs. */
  database(service: string): TestDatabase;
  /** The host of a service. */
  host(service: string): Host;
  /** Where a service listens. */
  addressOf(service: string): string;
  /** Stops everything and drops the databases. */
  stop(): Promise<void>;
}

/** Starts services for a test file, on real PostgreSQL, NATS and Valkey. Stop it in `afterAll`. */
export async function startTestService(
  // biome-ignore lint/suspicious/noExplicitAny: a service's configuration is its own matter
  definitions: readonly ServiceDefinition<any>[],
  options: TestOptions = {},
): Promise<TestHost> {
  const folder = mkdtempSync(join(tmpdir(), 'sippy-host-'));
  const keys = await makeTestKeys();
  const databases = new Map<string, TestDatabase>();
  const hosts = new Map<string, Host>();
  const pools = new Map<string, pg.Pool>();
  const clients = new Map<string, Peers>();
  const stop = async () => {
    for (const client of clients.values()) client.close();
    await Promise.all([...new Set(hosts.values())].map((host) => host.stop()));
    await Promise.all([...pools.values()].map((pool) => pool.end()));
    await Promise.all([...databases.values()].map((database) => database.drop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(
      definitions.map(async ({ name, migrations }) => {
        databases.set(name, await makeTestDatabase(name, migrations));
      }),
    );
    const socketOf = (name: string) => `unix:${join(folder, options.separate ? name : 'host')}.sock`;
    const env = { ...environment(folder, keys, databases, socketOf, options), ...options.env };
    const namespace = `t${newId().replaceAll('-', '').slice(-12)}_`;
    const log = options.log ?? pino({ level: process.env.TEST_LOG ?? 'silent' });
    const extra = {
      log,
      namespace,
      ...(options.clock ? { clock: options.clock } : {}),
      ...(options.events ? { events: options.events } : {}),
    };
    const groups = options.separate ? definitions.map((one) => [one]) : [definitions];
    for (const group of groups) {
      const first = group[0]?.name ?? '';
      const host = await startHost(group, { ...env, HOST_LISTEN: socketOf(first) }, extra);
      for (const { name } of group) hosts.set(name, host);
    }
    const clientsFor = (as: Principal | string | undefined): Peers => {
      const key = typeof as === 'string' ? as : JSON.stringify(as ?? '');
      let peers = clients.get(key);
      if (!peers) {
        const tokens = as === undefined ? undefined : () => (typeof as === 'string' ? as : keys.token(as));
        peers = createPeers({ hosted: new Map(), addressOf: socketOf, tokens, traceRatio: 0 });
        clients.set(key, peers);
      }
      return peers;
    };
    return {
      peer: (definition, as) => lenient(clientsFor(as).client('test', definition)) as never,
      token: keys.token,
      db: (service) => poolOf(pools, databaseOf(databases, service)),
      database: (service) => databaseOf(databases, service),
      host: (service) => found(hosts.get(service), service),
      addressOf: socketOf,
      stop,
    };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

function environment(
  folder: string,
  keys: TestKeys,
  databases: ReadonlyMap<string, TestDatabase>,
  socketOf: (name: string) => string,
  options: TestOptions,
): Record<string, string> {
  const servers = testServers();
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const env: Record<string, string> = {
    DRAIN_PAUSE_MS: '0',
    // The test itself keeps the host waiting.
    MAX_WAIT_MS: '600000',
    TOKEN_JWKS_FILE: file('jwks.json', keys.publicKeys),
    SERVICE_KEY_FILE: file('service-key.json', keys.serviceKey),
    AUTH_SIGNING_KEYS_FILE: file('signing-keys.json', keys.signingKeys),
    ...(options.withoutNats ? {} : { NATS_URL: servers.natsUrl }),
    ...(options.withoutRedis ? {} : { REDIS_URL: servers.redisUrl }),
  };
  for (const [name, database] of databases) {
    env[`${variableName(name)}_DATABASE_URL`] = database.url;
    env[`${variableName(name)}_MIGRATION_URL`] = database.ownerUrl;
    env[`${variableName(name)}_ADDRESS`] = socketOf(name);
  }
  return env;
}

/** Fills in what the second argument of a call would say. */
function lenient(client: object): object {
  return Object.fromEntries(
    Object.entries(client as Record<string, (request: unknown, on: CallOptions) => unknown>).map(
      ([name, method]) => [name, (request: unknown, on: CallOptions = {}) => method(request, on)],
    ),
  );
}

function poolOf(pools: Map<string, pg.Pool>, database: TestDatabase): pg.Pool {
  let pool = pools.get(database.name);
  if (!pool) {
    pool = new pg.Pool({ connectionString: database.ownerUrl, types: columnTypes, max: 4 });
    pool.on('error', () => undefined);
    pools.set(database.name, pool);
  }
  return pool;
}

function databaseOf(databases: ReadonlyMap<string, TestDatabase>, service: string): TestDatabase {
  return found(databases.get(service), service);
}

function found<T>(value: T | undefined, service: string): T {
  if (value === undefined) throw new Error(`the service ${service} is not part of this test`);
  return value;
}

/** Somebody to call as; a member of staff without any right if nothing is said. */
export function testPrincipal(overrides: Partial<Principal> = {}): Principal {
  return { kind: 'staff', id: newId(), grants: [], platform: [], ...overrides };
}

/** Permissions at some cafés of one organisation. */
export function testGrant(
  organisationId: string,
  cafeIds: readonly string[],
  ...permissions: readonly string[]
): PrincipalGrant {
  return { organisationId, cafeIds, permissions };
}

/** A member of staff with these permissions at one café. */
export function testStaff(
  organisationId: string,
  cafeId: string,
  ...permissions: readonly string[]
): Principal {
  return testPrincipal({ grants: [testGrant(organisationId, [cafeId], ...permissions)] });
}

/** A signed-in customer. */
export function testCustomer(customerId = newId()): Principal {
  return testPrincipal({ kind: 'user', id: customerId, customerId });
}

/** A call as a handler or a store gets it, allowed everything unless said otherwise. */
export function testCall(overrides: Partial<Call> = {}): Call {
  const principal = overrides.principal ?? testPrincipal();
  return {
    principal,
    actor: { kind: principal.kind, id: principal.id },
    scope: serviceScope,
    method: '/sippy.test.v1.TestService/Test',
    correlationId: newId(),
    traceparent: '',
    deadline: Date.now() + 10_000,
    signal: new AbortController().signal,
    metadata: new Map(),
    ip: '127.0.0.1',
    userAgent: 'test',
    setHeader: () => undefined,
    can: () => true,
    authoriseCafe: () => undefined,
    authoriseOrganisation: () => undefined,
    authoriseCustomer: () => undefined,
    authoriseResource: () => undefined,
    ...overrides,
  };
}

/** Waits until something holds, looking every few milliseconds; throws after `ms`. */
export async function eventually(holds: () => boolean | Promise<boolean>, ms = 8000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`still not so after ${ms} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
