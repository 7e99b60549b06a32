import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseName, provisionDatabases, rolePasswords, type ServiceDatabase } from '../databases.ts';

// A service of this file alone, so that other files' roles keep their passwords.
const service = 'provisioned';
const name = databaseName(service);
const adminUrl = process.env.SIPPY_TEST_POSTGRES_URL ?? '';
const known = JSON.parse(process.env.SIPPY_TEST_PASSWORDS ?? '{}');
const passwords = rolePasswords([service], known);
let database: ServiceDatabase;

beforeAll(async () => {
  await provisionDatabases(adminUrl, [service], passwords);
  database = (await provisionDatabases(adminUrl, [service], passwords))[service] as ServiceDatabase;
  await query(
    database.migrationUrl,
    `create table if not exists thing (id int); alter table thing enable row level security;
     alter table thing force row level security; grant select on thing to ${name}; insert into thing values (1)`,
  );
});

afterAll(async () => {
  await query(adminUrl, `drop database if exists ${name} with (force)`);
});

async function query(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

test('the role that runs a service is bound by row-level security, its owner and the auditor are not', async () => {
  expect((await query(database.url, 'select * from thing')).rows).toEqual([]);
  expect((await query(database.migrationUrl, 'select * from thing')).rows).toHaveLength(1);
  expect((await query(database.auditUrl, 'select * from thing')).rows).toHaveLength(1);
});

test('the auditor changes nothing', async () => {
  await expect(query(database.auditUrl, 'insert into thing values (2)')).rejects.toMatchObject({
    code: '42501',
  });
});

test('the role that runs a service owns nothing and makes nothing', async () => {
  await expect(query(database.url, 'create table other (id int)')).rejects.toMatchObject({ code: '42501' });
  await expect(query(database.url, 'create role other')).rejects.toMatchObject({ code: '42501' });
});

test('a service does not get into the database of another', async () => {
  const url = new URL(database.url);
  url.pathname = '/postgres';
  const other = await provisionDatabases(adminUrl, [service, 'neighbour'], {
    ...passwords,
    ...rolePasswords(['neighbour'], passwords),
  });
  const foreign = new URL(other.neighbour?.url ?? '');
  url.pathname = foreign.pathname;
  await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '42501' });
  await query(adminUrl, `drop database ${databaseName('neighbour')} with (force)`);
});
