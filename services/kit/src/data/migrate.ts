import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** One migration: its folder's name, its SQL and Prisma's checksum of it. */
interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** What the kit itself puts into every service database. */
export const baseMigrations = new URL('../../migrations/', import.meta.url);

const LOCK = 'select pg_advisory_lock(727272, 1)';

const TABLE = `create table if not exists _prisma_migrations (
  id varchar(36) primary key,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;

/** How to migrate one service's database. */
export interface MigrateOptions {
  /** As the role that owns the schema. */
  url: string;
  /** The role that the service runs as; the rights on all tables go to it. */
  applicationRole: string;
  /** The service's folder `prisma/migrations`; only the kit's own are applied without it. */
  migrations?: URL | undefined;
}

/**
 * Applies what has not been applied, each migration in a transaction of its own, under an advisory lock, and makes the
 * partitions of the coming weeks. Returns the names of those it applied. Throws if one fails (it is rolled back), or if
 * one that was applied has since been changed or is gone.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const wanted = [
    ...(await readMigrations(baseMigrations)),
    ...(options.migrations ? await readMigrations(options.migrations) : []),
  ];
  const client = new pg.Client({
    connectionString: options.url,
    application_name: 'sippy migrate',
    options: '-c timezone=UTC -c sippy.scope=service',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(LOCK);
    await client.query(`select set_config('sippy.application_role', $1, false)`, [options.applicationRole]);
    await client.query(TABLE);
    const done = await appliedMigrations(client);
    checkHistory(wanted, done);
    const open = wanted.filter((migration) => !done.has(migration.name));
    for (const migration of open) await apply(client, migration);
    await client.query('select keep_partitions()');
    return open.map((migration) => migration.name);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function readMigrations(folder: URL): Promise<Migration[]> {
  const path = fileURLToPath(folder);
  const names = (await readdir(path, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(path, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function appliedMigrations(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

/** A changed migration would give two databases of one release different schemas. */
function checkHistory(wanted: readonly Migration[], done: ReadonlyMap<string, string>): void {
  for (const migration of wanted) {
    const checksum = done.get(migration.name);
    if (checksum !== undefined && checksum !== migration.checksum) {
      throw new Error(
        `migration ${migration.name} has been changed since it was applied: add a new one instead`,
      );
    }
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values (gen_random_uuid()::text, $1, $2, clock_timestamp(), 1)`,
      [migration.checksum, migration.name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw new Error(`migration ${migration.name}: ${(error as Error).message}`, { cause: error });
  }
}
