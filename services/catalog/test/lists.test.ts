/** What the lists ask of the database, apart from row-level security. */
import { type Database, openDatabase, withScope } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import type { Page } from '@sippy/kit/page';
import { prismaOptions } from '@sippy/kit/prisma';
import { organisationScope } from '@sippy/kit/scope';
import { makeTestDatabase, type TestDatabase } from '@sippy/kit/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PrismaClient } from '../gen/prisma/client.ts';
import { service } from '../src/main.ts';
import { type Entries, entriesOf } from '../src/store/read-entries.ts';

const TENANTS = 40;
const EACH = 50;
const [mine, category] = [newId(), newId()];
const start = { size: 20, after: undefined };
const place: Page<readonly ['int32', 'uuid']> = { size: 20, after: [3, newId()] };
const name: Page<readonly ['text', 'uuid']> = { size: 20, after: ['name 3', newId()] };

type List = (entries: Entries) => Promise<readonly object[]>;

/** Each list at its beginning and further on, and the index that is there for it. */
const lists: [string, string, List][] = [
  ['categories', 'category_organisation', (entries) => entries.categories(mine, start)],
  ['categories, next page', 'category_organisation', (entries) => entries.categories(mine, place)],
  ['products', 'product_organisation', (entries) => entries.products(mine, start, '')],
  ['products of a category', 'product_organisation', (entries) => entries.products(mine, start, category)],
  [
    'products, next page',
    'product_organisation',
    (entries) => entries.products(mine, { size: 20, after: [category, 3, newId()] }, ''),
  ],
  ['modifier groups', 'modifier_group_organisation', (entries) => entries.groups(mine, start)],
  ['modifier groups, next page', 'modifier_group_organisation', (entries) => entries.groups(mine, name)],
  ['dayparts', 'daypart_organisation', (entries) => entries.dayparts(mine, start)],
  ['dayparts, next page', 'daypart_organisation', (entries) => entries.dayparts(mine, name)],
];

let database: TestDatabase;
let owner: pg.Pool;

beforeAll(async () => {
  database = await makeTestDatabase('catalog', service.migrations);
  owner = new pg.Pool({ connectionString: database.ownerUrl });
  const others = Array.from({ length: TENANTS - 1 }, () => newId());
  for (const [table, columns] of [
    ['category', `'name ' || i, i, '', true, '{}', 1`],
    ['product', `'${category}', 'name ' || i, '', 'food', '{}', '{}', i, '{}', 1`],
    ['modifier_group', `'name ' || i, 0, 1, 1`],
    ['daypart', `'name ' || i, '[]', '[]', 1`],
  ]) {
    await owner.query(
      `insert into ${table} select gen_random_uuid(), o, ${columns}
       from unnest($1::uuid[]) o, generate_series(1, $2::integer) i`,
      [[mine, ...others], EACH],
    );
  }
  await owner.query('analyze');
});
afterAll(async () => {
  await owner?.end();
  await database?.drop();
});

async function withEntries<T>(
  url: string,
  work: (entries: Entries, db: Database, queries: Query[]) => Promise<T>,
): Promise<T> {
  const db = openDatabase({ url, service: 'catalog' });
  const prisma = new PrismaClient({ ...prismaOptions(db), log: [{ emit: 'event', level: 'query' }] });
  const queries: Query[] = [];
  prisma.$on('query', ({ query, params }) =>
    queries.push({ query, params: JSON.parse(params) as unknown[] }),
  );
  try {
    return await work(entriesOf(prisma), db, queries);
  } finally {
    await prisma.$disconnect();
    await db.close();
  }
}

interface Query {
  query: string;
  params: unknown[];
}

test.each(lists)('%s: another organisation is left out without row-level security too', (_, __, list) =>
  withEntries(database.ownerUrl, async (entries, db) => {
    const { rows } = await db.pool.query('select count(*)::int as n from product');
    expect(rows[0]).toEqual({ n: TENANTS * EACH });
    const found = (await list(entries)) as { organisationId: string }[];
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ organisationId }) => organisationId))).toEqual(new Set([mine]));
  }),
);

test.each(lists)('%s: the index of the organisation serves', (_, index, list) =>
  withEntries(database.url, async (entries, db, queries) => {
    await list(entries);
    const [{ query, params } = { query: '', params: [] }] = queries.filter((one) =>
      /order by/i.test(one.query),
    );
    const { rows } = await withScope(organisationScope(mine), async () =>
      db.pool.query<{ 'QUERY PLAN': object }>(`explain (format json) ${query}`, params),
    );
    const plan = JSON.stringify(rows);
    expect(plan).toContain(`"Index Name":"${index}"`);
    expect(plan).toMatch(/"Index Cond":"\(?\(organisation_id = /);
    expect(plan).not.toContain('"Seq Scan"');
  }),
);
