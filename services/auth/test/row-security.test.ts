import { type Database, openDatabase, statement, withScope } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { openPrisma } from '@sippy/kit/prisma';
import {
  cafeScope,
  customerScope,
  noScope,
  organisationScope,
  type Scope,
  serviceScope,
} from '@sippy/kit/scope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PrismaClient } from '../gen/prisma/client.ts';
import { type AuthFixture, given, type Owner, startAuth } from './fixture.ts';

const TABLES = [
  'user_account',
  'staff',
  'staff_right',
  'staff_pin',
  'device',
  'pairing_code',
  'session',
  'refresh_token',
  'link_token',
  'mail',
  'event',
] as const;

let fixture: AuthFixture;
let db: Database;
let prisma: PrismaClient;
let mine: Owner;
let foreign: Owner;

beforeAll(async () => {
  fixture = await startAuth();
  [mine, foreign] = [await fixture.owner(1), await fixture.owner(1)];
  for (const owner of [mine, foreign]) {
    const till = await fixture.till(owner);
    const staffId = await fixture.barista(owner);
    await fixture.device(till.token).signInWithPin({ staffId, pin: '2580' });
    const code = {
      requestId: newId(),
      cafeId: given(owner.cafeIds[0]),
      name: 'Till 2',
      kind: 'DEVICE_KIND_POS',
    };
    await fixture.device(owner.token).createPairingCode(code as never);
    await fixture.auth().forgotPassword({ email: owner.email });
    await fixture.inbox.mailTo(owner.email);
  }
  fixture.inbox.refuse(true);
  await fixture.auth().forgotPassword({ email: mine.email });
  // The service's own role, and one connection of each kind: whatever clings to a connection shows.
  const { url } = fixture.host.database('auth');
  db = openDatabase({ url, service: 'auth', readLanes: 1, commandLanes: 1, poolSize: 1 });
  prisma = openPrisma(PrismaClient, db);
});
afterAll(async () => {
  await prisma?.$disconnect();
  await db?.close();
  await fixture?.stop();
});

const all = TABLES.map((table) => ({
  table,
  select: statement<{ row: string }>(`test_all_${table}`, `select t::text as row from "${table}" t`),
}));

/** Every way to a table without any filter of the application. */
const ways: Record<string, (scope: Scope, table: (typeof all)[number]) => Promise<string[]>> = {
  'a read lane': async (scope, { select }) => (await db.read(scope, select, [])).map(({ row }) => row),
  'a command lane': async (scope, { select }) => (await db.command(scope, select, [])).map(({ row }) => row),
  'a transaction': (scope, { select }) =>
    db.transaction(scope, async (tx) => (await tx.query(select, [])).map(({ row }) => row)),
  'the pool': (scope, { select }) =>
    withScope(scope, async () => (await db.pool.query(select.text)).rows.map(({ row }) => row)),
  Prisma: (scope, { select }) =>
    withScope(scope, async () =>
      (await prisma.$queryRawUnsafe<{ row: string }[]>(select.text)).map(({ row }) => row),
    ),
};

const ids = (owner: Owner) => [owner.userId, owner.organisationId, ...owner.cafeIds];

async function foreignRows(way: (typeof ways)[string], scope: Scope): Promise<string[]> {
  const seen: string[] = [];
  for (const table of all) {
    for (const row of await way(scope, table)) {
      if (ids(foreign).some((id) => row.includes(id))) seen.push(`${table.table}: ${row}`);
    }
  }
  return seen;
}

const scopes = (): Scope[] => [
  noScope,
  cafeScope(given(mine.cafeIds[0])),
  organisationScope(mine.organisationId),
  customerScope(mine.userId),
];

for (const [name, way] of Object.entries(ways)) {
  test(`through ${name} nothing foreign is seen, with every filter of the application taken away`, async () => {
    for (const scope of scopes()) expect(await foreignRows(way, scope)).toEqual([]);
  });

  test(`through ${name} nothing at all is seen without a scope`, async () => {
    for (const table of all) expect(await way(noScope, table)).toEqual([]);
  });

  test(`through ${name} nothing foreign is seen after an error`, async () => {
    const broken = {
      table: 'staff' as const,
      select: statement<{ row: string }>(
        'test_auth_broken',
        `select (1 / (count(*) - count(*)))::text as row from staff`,
      ),
    };
    for (const scope of scopes()) {
      await way(organisationScope(foreign.organisationId), given(all[1]));
      await expect(way(organisationScope(foreign.organisationId), broken)).rejects.toThrow();
      expect(await foreignRows(way, scope)).toEqual([]);
    }
  });
}

test('these checks would see it: under the service’s own scope everything is there', async () => {
  expect((await foreignRows(given(ways['a read lane']), serviceScope)).length).toBeGreaterThan(10);
});

test('one sees what is one’s own', async () => {
  const seen = async (scope: Scope) => {
    const tables: string[] = [];
    for (const table of all)
      if ((await db.read(scope, table.select, [])).length > 0) tables.push(table.table);
    return tables;
  };
  expect(await seen(cafeScope(given(mine.cafeIds[0])))).toEqual([
    'staff_right',
    'device',
    'pairing_code',
    'session',
    'event',
  ]);
  expect(await seen(organisationScope(mine.organisationId))).toEqual([
    'staff',
    'staff_right',
    'staff_pin',
    'device',
    'pairing_code',
    'session',
    'event',
  ]);
  expect(await seen(customerScope(mine.userId))).toEqual(['user_account', 'session']);
});

test('refresh tokens, links and mails are for the service itself only', async () => {
  for (const scope of scopes()) {
    for (const { table, select } of all) {
      if (!['refresh_token', 'link_token', 'mail'].includes(table)) continue;
      expect(await db.read(scope, select, [])).toEqual([]);
    }
  }
});

test('nobody writes into another organisation', async () => {
  const insert = statement<object>(
    'test_foreign_staff',
    `insert into staff (staff_id, organisation_id, name, created_time) values ($1, $2, 'x', now())`,
  );
  const write = db.command(organisationScope(mine.organisationId), insert, [newId(), foreign.organisationId]);
  await expect(write).rejects.toMatchObject({ code: '42501' });
  const rename = statement<object>(
    'test_auth_rename',
    `update staff set name = 'x' where organisation_id = $1 returning staff_id`,
  );
  const scope = organisationScope(mine.organisationId);
  expect(await db.command(scope, rename, [foreign.organisationId])).toEqual([]);
  expect(await db.command(scope, rename, [mine.organisationId])).not.toEqual([]);
});

test('Prisma queries of two callers in one tick each see their own', async () => {
  const staffOf = (owner: Owner) =>
    withScope(organisationScope(owner.organisationId), async () => await prisma.staff.findMany());
  const [one, two] = await Promise.all([staffOf(mine), staffOf(foreign)]);
  expect(new Set(one.map((staff) => staff.organisationId))).toEqual(new Set([mine.organisationId]));
  expect(new Set(two.map((staff) => staff.organisationId))).toEqual(new Set([foreign.organisationId]));
});
