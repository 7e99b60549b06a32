/**
 * What `lane-query` knows of pg that pg does not promise. When one of these fails, read lane-query.ts beside pg's
 * lib/query.js, lib/client.js and lib/connection.js before pinning another version.
 */
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendStatement } from '../../src/data/lane-query.ts';
import { statement } from '../../src/data/statement.ts';
import { makeTestDatabase, type TestDatabase } from '../../src/testing/test-database.ts';

interface Inside {
  connection: { stream: { write(bytes: Buffer): unknown } } & Record<string, unknown>;
}

const root = join(import.meta.dirname, '../../../..');
const manifest = (path: string) =>
  JSON.parse(readFileSync(path, 'utf8')) as { version: string; dependencies?: Record<string, string> };

let database: TestDatabase;
const clients: pg.Client[] = [];

beforeAll(async () => {
  database = await makeTestDatabase('alpha');
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await database.drop();
});

async function connected(): Promise<pg.Client & Inside> {
  const client = new pg.Client({ connectionString: database.url });
  clients.push(client);
  await client.connect();
  return client as unknown as pg.Client & Inside;
}

/** Every byte that is sent while something is done. */
async function sentBy(client: Inside, work: () => Promise<unknown>): Promise<string> {
  const { stream } = client.connection;
  const sent: Buffer[] = [];
  const write = stream.write;
  stream.write = (...given) => {
    sent.push(Buffer.from(given[0]));
    return Reflect.apply(write, stream, given);
  };
  try {
    await work();
  } finally {
    stream.write = write;
  }
  return Buffer.concat(sent).toString('latin1');
}

it('is pinned to one exact version, which is the one installed', () => {
  const found = globSync(['*/package.json', '{services,clients}/*/package.json'], { cwd: root })
    .map((path) => manifest(join(root, path)).dependencies?.pg)
    .filter((version) => version !== undefined);
  expect(found.length).toBeGreaterThan(1);
  const installed = manifest(createRequire(import.meta.url).resolve('pg/package.json')).version;
  expect(new Set(found)).toEqual(new Set([installed]));
});

it('has a connection with what a statement is sent by, and remembers prepared statements where it did', async () => {
  const client = await connected();
  const { connection } = client;
  for (const name of ['parse', 'bind', 'describe']) expect(typeof connection[name], name).toBe('function');
  await client.query({ name: 'remembered', text: 'select 1' });
  expect(connection.parsedStatements).toEqual({ remembered: 'select 1' });
  expect(connection.submittedNamedStatements).toEqual({});
});

it('tells a query of nothing that ours does not know', () => {
  const known = [
    'submit',
    'RowDescription',
    'DataRow',
    'CommandComplete',
    'EmptyQuery',
    'Error',
    'ReadyForQuery',
  ];
  // What copying and portals in pieces need; nothing of ours asks for those.
  const unneeded = ['PortalSuspended', 'CopyInResponse', 'CopyData'];
  const told = Object.getOwnPropertyNames(pg.Query.prototype)
    .filter((name) => name === 'submit' || name.startsWith('handle'))
    .map((name) => name.replace('handle', ''));
  expect(told.sort()).toEqual([...known, ...unneeded].sort());
});

it('sends a prepared statement in the very bytes that ours sends', async () => {
  const [name, text, values] = ['same', 'select $1::int as a, $2::text as b', [7, null]] as const;
  const [theirs, ours] = [await connected(), await connected()];
  const bytes = await sentBy(theirs, () => theirs.query({ name, text, values: [...values] }));
  expect(bytes).not.toBe('');
  const asked = () => sendStatement(ours, statement(name, text), values, new Map());
  expect(await sentBy(ours, asked)).toBe(bytes);
});
