import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { baseMigrations, migrate } from '../data/migrate.ts';
import { newId } from '../ids.ts';

/** A service's database of one test file. */
export interface TestDatabase {
  name: string;
  /** As the role of the service: row-level security applies. */
  url: string;
  /** As the role that owns the schema and sees everything. */
  ownerUrl: string;
  /** As the auditor, who reads everything. */
  auditUrl: string;
  drop(): Promise<void>;
}

/** Servers that the run of tests has started, as its global setup left word of. */
export interface TestServers {
  postgresUrl: string;
  natsUrl: string;
  redisUrl: string;
  passwords: Record<string, string>;
}

/** Finds the servers of this run. Throws outside of a run of tests. */
export function testServers(): TestServers {
  const { SIPPY_TEST_POSTGRES_URL, SIPPY_TEST_NATS_URL, SIPPY_TEST_REDIS_URL, SIPPY_TEST_PASSWORDS } =
    process.env;
  if (!SIPPY_TEST_POSTGRES_URL || !SIPPY_TEST_NATS_URL || !SIPPY_TEST_REDIS_URL || !SIPPY_TEST_PASSWORDS) {
    throw new Error('this runs under vitest, with test/setup.ts as its global setup');
  }
  return {
    postgresUrl: SIPPY_TEST_POSTGRES_URL,
    natsUrl: SIPPY_TEST_NATS_URL,
    redisUrl: SIPPY_TEST_REDIS_URL,
    passwords: JSON.parse(SIPPY_TEST_PASSWORDS) as Record<string, string>,
  };
}

/** Makes a migrated database of its own for a service, copied from a template that is made once for the whole run. */
export async function makeTestDatabase(service: string, migrations?: URL): Promise<TestDatabase> {
  const servers = testServers();
  const role = `sippy_${service.replaceAll('-', '_')}`;
  const template = `template_${role}_${digest(migrations)}`;
  const name = `test_${newId().replaceAll('-', '')}`;
  await withAdmin(servers, async (admin) => {
    await admin.query('select pg_advisory_lock(727272, 4)');
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 0) await makeTemplate(servers, admin, template, role, migrations);
    await admin.query(`create database ${name} template ${template} owner ${role}_owner strategy file_copy`);
  });
  return {
    name,
    url: urlOf(servers, role, name),
    ownerUrl: urlOf(servers, `${role}_owner`, name),
    auditUrl: urlOf(servers, 'sippy_audit', name),
    drop: () =>
      withAdmin(servers, async (admin) => void (await admin.query(`drop database ${name} with (force)`))),
  };
}

async function makeTemplate(
  servers: TestServers,
  admin: pg.Client,
  template: string,
  role: string,
  migrations: URL | undefined,
): Promise<void> {
  const making = `${template}_new`;
  await admin.query(`drop database if exists ${making} with (force)`);
  await admin.query(`create database ${making} owner ${role}_owner template template0 strategy file_copy`);
  await migrate({ url: urlOf(servers, `${role}_owner`, making), applicationRole: role, migrations });
  await admin.query(`alter database ${making} rename to ${template}`);
}

async function withAdmin<T>(servers: TestServers, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: servers.postgresUrl });
  admin.on('error', () => undefined);
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end().catch(() => undefined);
  }
}

function urlOf(servers: TestServers, role: string, database: string): string {
  const url = new URL(servers.postgresUrl);
  url.username = role;
  url.password = servers.passwords[role] ?? '';
  url.pathname = `/${database}`;
  return url.href;
}

function digest(migrations: URL | undefined): string {
  const hash = createHash('sha256');
  for (const folder of migrations ? [baseMigrations, migrations] : [baseMigrations]) {
    const path = fileURLToPath(folder);
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) hash.update(readFileSync(join(path, entry.name, 'migration.sql')));
    }
  }
  return hash.digest('hex').slice(0, 12);
}
