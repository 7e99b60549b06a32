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
import { type CustomerFixture, type Shop, startCustomer } from './fixture.ts';

let fixture: CustomerFixture;
let db: Database;
let prisma: PrismaClient;
let mine: Shop;
let foreign: Shop;
let foreignId: string;
let me: string;

beforeAll(async () => {
  fixture = await startCustomer();
  [mine, foreign] = [fixture.shop(), fixture.shop()];
  await fixture.add(mine);
  foreignId = (await fixture.add(foreign, { email: 'foreign@example.com' })).profile?.customerId ?? '';
  const { principal } = await fixture.user();
  me = principal.id;
  await fixture.as(principal).getMyProfile({});
  // The service's own role, and one connection of each kind: whatever clings to a connection shows.
  const { url } = fixture.host.database('customer');
  db = openDatabase({ url, service: 'customer', readLanes: 1, commandLanes: 1, poolSize: 1 });
  prisma = openPrisma(PrismaClient, db);
});
afterAll(async () => {
  await prisma?.$disconnect();
  await db?.close();
  await fixture?.stop();
});

const everything = statement<{ row: string }>(
  'test_everything',
  `select c::text as row from customer c union all select m::text from membership m
   union all select concat(aggregate_id, organisation_id) from event`,
);
const broken = statement<{ row: string }>(
  'test_customer_broken',
  'select (1 / (count(*) - count(*)))::text as row from customer',
);

type Way = (scope: Scope, sql: typeof everything) => Promise<{ row: string }[]>;
const ways: Record<string, Way> = {
  'a read lane': (scope, sql) => db.read(scope, sql, []),
  'a command lane': (scope, sql) => db.command(scope, sql, []),
  'a transaction': (scope, sql) => db.transaction(scope, (tx) => tx.query(sql, [])),
  'the pool': (scope, sql) => withScope(scope, async () => (await db.pool.query(sql.text)).rows),
  Prisma: (scope, sql) => withScope(scope, async () => await prisma.$queryRawUnsafe(sql.text)),
};

const scopes = (): Scope[] => [
  noScope,
  cafeScope(mine.cafeId),
  organisationScope(mine.organisationId),
  customerScope(me),
];

async function foreignRows(way: Way, scope: Scope): Promise<string[]> {
  const rows = (await way(scope, everything)).map(({ row }) => row);
  return rows.filter((row) => row.includes(foreignId) || row.includes(foreign.organisationId));
}

for (const [name, way] of Object.entries(ways)) {
  test(`through ${name} nothing foreign is seen, with every filter of the application taken away`, async () => {
    expect((await foreignRows(way, serviceScope)).length).toBeGreaterThan(1);
    for (const scope of scopes()) expect(await foreignRows(way, scope)).toEqual([]);
    expect(await way(noScope, everything)).toEqual([]);
    expect((await way(organisationScope(mine.organisationId), everything)).length).toBeGreaterThan(1);
  });

  test(`through ${name} nothing foreign is seen after an error`, async () => {
    for (const scope of scopes()) {
      await way(organisationScope(foreign.organisationId), everything);
      await expect(way(organisationScope(foreign.organisationId), broken)).rejects.toThrow();
      expect(await foreignRows(way, scope)).toEqual([]);
    }
  });
}

test('nobody makes a foreign person their customer, or their own row somebody else’s', async () => {
  const join = statement<object>(
    'test_join',
    'insert into membership (organisation_id, customer_id, joined_time) values ($1, $2, now())',
  );
  const attempt = db.command(customerScope(me), join, [mine.organisationId, foreignId]);
  await expect(attempt).rejects.toMatchObject({ code: /42501|23/ });
  const rename = statement<object>(
    'test_customer_rename',
    `update customer set name = 'x' where customer_id = $1 returning name`,
  );
  expect(await db.command(organisationScope(mine.organisationId), rename, [foreignId])).toEqual([]);
  expect(await db.command(customerScope(newId()), rename, [me])).toEqual([]);
});

test('the members of two organisations asked for in one tick stay apart', async () => {
  const list = ({ organisationId }: Shop) =>
    withScope(organisationScope(organisationId), async () => await prisma.membership.findMany());
  const [one, two] = await Promise.all([list(mine), list(foreign)]);
  expect(one.every((row) => row.organisationId === mine.organisationId)).toBe(true);
  expect(two.map((row) => row.customerId)).toEqual([foreignId]);
});
