import pg from 'pg';
import pino from 'pino';
import { type Database, type DatabaseOptions, openDatabase } from '../src/data/db.ts';
import { serviceScope } from '../src/data/scope.ts';
import { statement } from '../src/data/statement.ts';
import { type Bus, openBus } from '../src/events/bus.ts';
import { type EventLogOptions, type HostedEventLog, openEventLog } from '../src/events/event-log.ts';
import type { Consumer, Event, NewEvent } from '../src/events/events.ts';
import { newId } from '../src/ids.ts';
import { makeTestDatabase, type TestDatabase, testServers } from '../src/testing/test-database.ts';
import { cleanup } from './cleanup.ts';

export const log = pino({ level: process.env.TEST_LOG ?? 'silent' });

/** A database of the service `alpha` (or another) for this file alone. */
export async function testDatabase(
  service = 'alpha',
  options: Partial<DatabaseOptions> = {},
): Promise<{ db: Database; test: TestDatabase }> {
  const test = await makeTestDatabase(service);
  const db = openDatabase({ url: test.url, service, ...options });
  cleanup(async () => {
    await db.close();
    await test.drop();
  });
  return { db, test };
}

export function testNamespace(): string {
  return `t${newId().replaceAll('-', '').slice(-12)}_`;
}

export function testBus(options: { namespace?: string; url?: string | undefined } = {}): Bus {
  const bus = openBus({ url: testServers().natsUrl, namespace: testNamespace(), log, ...options });
  cleanup(() => bus.close());
  return bus;
}

export function testLog(db: Database, bus: Bus, options: Partial<EventLogOptions> = {}): HostedEventLog {
  const events = openEventLog({ db, bus, log, backoffMs: [10], maxAttempts: 3, ...options });
  cleanup(() => events.stop());
  return events;
}

export function fact(n: number, extra: Partial<NewEvent> = {}): NewEvent {
  return {
    type: 'alpha.happened',
    aggregate: { type: 'alpha', id: newId(), version: BigInt(n) },
    payload: Buffer.from(String(n)),
    ...extra,
  };
}

/** Commits facts, each in a transaction of its own. */
export async function commitFacts(db: Database, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n++) {
    await db.transaction(serviceScope, (tx) => tx.append([fact(n)]));
  }
}

/** A consumer that writes down in its own database which facts it has applied. */
export async function recorder(
  test: TestDatabase,
  extra: Partial<Consumer> & { before?: (events: readonly Event[]) => void } = {},
): Promise<Consumer> {
  await runAsOwner(test, 'create table if not exists applied (n integer not null, consumer text not null)');
  const note = statement(
    'test_note_applied',
    'insert into applied (n, consumer) select n, $2 from unnest($1::int[]) as t (n)',
  );
  const { before, ...rest } = extra;
  const name = extra.name ?? 'recorder';
  return {
    name,
    stream: 'alpha',
    types: ['alpha.happened'],
    async apply(tx, events) {
      before?.(events);
      await tx.query(note, [events.map(numberOf), name]);
    },
    ...rest,
  };
}

export function numberOf(event: Event): number {
  return Number(Buffer.from(event.payload).toString());
}

const readApplied = statement<{ n: number }>(
  'test_read_applied',
  'select n from applied where consumer = $1 order by n',
);

export async function applied(db: Database, consumer = 'recorder'): Promise<number[]> {
  return (await db.read(serviceScope, readApplied, [consumer])).map((row) => row.n);
}

/** Runs SQL as the role that owns the schema; returns the rows of the last statement. */
export function runAsOwner<Row extends object>(test: TestDatabase, text: string): Promise<Row[]> {
  return runOn(test.ownerUrl, text);
}

/** Ends the connections of the service's role that satisfy a condition on pg_stat_activity; returns how many. */
export async function endConnections(test: TestDatabase, condition = 'true'): Promise<number> {
  const url = new URL(testServers().postgresUrl);
  url.pathname = `/${test.name}`;
  const rows = await runOn(
    url.href,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and usename = 'sippy_alpha' and ${condition}`,
  );
  return rows.length;
}

async function runOn<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query(text);
    return (Array.isArray(result) ? result.at(-1) : result).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Waits until something holds; fails after `ms`. */
export async function until(holds: () => boolean | Promise<boolean>, ms = 8000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`still not so after ${ms} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}
