import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../src/data/db.ts';
import { migrate } from '../../src/data/migrate.ts';
import { bucketOf } from '../../src/data/once.ts';
import { keepPartitions } from '../../src/data/partitions.ts';
import { serviceScope } from '../../src/data/scope.ts';
import { newId } from '../../src/ids.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';
import { cleanup } from '../cleanup.ts';
import { commitFacts, runAsOwner, testDatabase } from '../fixtures.ts';

let db: Database;
let test: TestDatabase;

beforeAll(async () => {
  ({ db, test } = await testDatabase());
});

async function folder(migrations: Record<string, string>): Promise<URL> {
  const path = await mkdtemp(join(tmpdir(), 'sippy-migrations-'));
  cleanup(() => rm(path, { recursive: true, force: true }));
  for (const [name, sql] of Object.entries(migrations)) {
    await mkdir(join(path, name));
    await writeFile(join(path, name, 'migration.sql'), sql);
  }
  return pathToFileURL(`${path}/`);
}

const run = (migrations: URL) => migrate({ url: test.ownerUrl, applicationRole: 'sippy_alpha', migrations });

describe('migrations', () => {
  it('are applied once, in order, even by several hosts at the same time', async () => {
    const migrations = await folder({
      '20260102000000_second': 'insert into first values (2)',
      '20260101000000_first': 'create table first (n integer)',
    });
    const applied = await Promise.all([run(migrations), run(migrations), run(migrations)]);
    expect(applied.flat()).toEqual(['20260101000000_first', '20260102000000_second']);
    expect(await runAsOwner(test, 'select n from first')).toEqual([{ n: 2 }]);
  });

  it('that fail leave nothing behind and name themselves', async () => {
    const migrations = await folder({ '20260201000000_bad': 'create table half (n integer); select 1 / 0' });
    await expect(run(migrations)).rejects.toThrow(/20260201000000_bad: division by zero/);
    expect(await runAsOwner(test, `select to_regclass('half') as found`)).toEqual([{ found: null }]);
  });

  it('are refused when one that was applied has been changed', async () => {
    await run(await folder({ '20260301000000_kept': 'create table kept (n integer)' }));
    const changed = await folder({ '20260301000000_kept': 'create table kept (n bigint)' });
    await expect(run(changed)).rejects.toThrow(/20260301000000_kept has been changed/);
  });

  it('are remembered as Prisma remembers them', async () => {
    const rows = await runAsOwner(
      test,
      `select checksum, finished_at is not null as finished, applied_steps_count as steps, rolled_back_at
       from _prisma_migrations where migration_name = '20260301000000_kept'`,
    );
    expect(rows).toMatchObject([{ finished: true, steps: 1, rolled_back_at: null }]);
    expect((rows[0] as { checksum: string }).checksum).toMatch(/^[0-9a-f]{64}$/);
  });

  it('give the service’s role rights on every table made later, and none to change the schema', async () => {
    await run(
      await folder({ '20260401000000_later': 'create table later (n integer); create sequence later_seq' }),
    );
    const insert = statement('test_later', `insert into later values (nextval('later_seq'))`);
    await db.command(serviceScope, insert, []);
    await expect(db.pool.query('create table mine (n integer)')).rejects.toThrow(/permission denied/);
    await expect(db.pool.query('alter table later add column x integer')).rejects.toThrow(/must be owner/);
  });
});

describe('partitions', () => {
  const partitions = async (parent: string) =>
    (
      await runAsOwner<{ name: string }>(
        test,
        `select c.relname as name from pg_inherits join pg_class c on c.oid = inhrelid
         where inhparent = '${parent}'::regclass order by 1`,
      )
    ).map((row) => row.name);
  const month = (offset: number) => {
    const at = new Date();
    return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + offset, 1))
      .toISOString()
      .slice(0, 7)
      .replace('-', '_');
  };

  it('are there for the last month and the coming ones, before the first row', async () => {
    for (const parent of ['event', 'inbox', 'request']) {
      const expected = [-1, 0, 1, 2].map((offset) => `${parent}_${month(offset)}`);
      expect(await partitions(parent)).toEqual([...expected, `${parent}_default`]);
    }
  });

  it('take the rows of their time, so that none is left in the default', async () => {
    await commitFacts(db, 0, 3);
    expect(await runAsOwner(test, 'select count(*)::int as n from event_default')).toEqual([{ n: 0 }]);
    expect(await runAsOwner(test, `select count(*)::int as n from event_${month(0)}`)).toEqual([{ n: 3 }]);
  });

  it('that have had their time are dropped by the service itself, the log is kept', async () => {
    await runAsOwner(
      test,
      `call make_partition('inbox', '2020-01-01'); call make_partition('request', '2020-01-01');
       call make_partition('event', '2020-01-01')`,
    );
    await keepPartitions(db);
    expect(await partitions('inbox')).not.toContain('inbox_2020_01');
    expect(await partitions('request')).not.toContain('request_2020_01');
    expect(await partitions('event')).toContain('event_2020_01');
  });

  it('of a month whose rows came early take them out of the default', async () => {
    const id = newId();
    await runAsOwner(test, `insert into inbox values ('2031-05-06', 'early', '${id}')`);
    await runAsOwner(test, `call make_partition('inbox', '2031-05-01')`);
    expect(await runAsOwner(test, 'select event_id from inbox_2031_05')).toEqual([{ event_id: id }]);
  });

  it('may be kept by many hosts at once, while events are written', async () => {
    await Promise.all([...Array.from({ length: 5 }, () => keepPartitions(db)), commitFacts(db, 0, 20)]);
  });

  it('outlive the stream: an event’s inbox row lies in the month of the event', () => {
    expect(bucketOf(newId()).slice(0, 7)).toBe(new Date().toISOString().slice(0, 7));
  });
});
