import type pg from 'pg';
import { type Database, statement, withScope } from '../data/db.ts';
import { sqlState } from '../data/db-errors.ts';
import { noScope, type Scope } from '../data/scope.ts';

/** Two tenants whose rows must not meet, in the tables of one service. */
export interface IsolationCase {
  /** Under the service's own role. */
  db: Database;
  /** As the owner, who sees everything. */
  owner: pg.Pool;
  /** Tables with rows of both tenants. */
  tables: readonly string[];
  mine: Tenant;
  theirs: Tenant;
  /** Reads a whole table by Prisma, without any filter; tables that Prisma does not know are left out. */
  prisma?: (table: string) => Promise<readonly object[]>;
}

/** One side of the wall. */
export interface Tenant {
  scope: Scope;
  organisationId: string;
  cafeId?: string;
}

type Row = Record<string, unknown>;

/**
 * Looks past the application's own filters, over each way to the database and after errors, and says in words what one
 * tenant could see or change of another: an empty list is what a test hopes for.
 */
export async function leaksOf(given: IsolationCase): Promise<string[]> {
  const leaks: string[] = [];
  for (const table of given.tables) leaks.push(...(await leaksOfTable(given, table)));
  return leaks;
}

async function leaksOfTable(given: IsolationCase, table: string): Promise<string[]> {
  const { db, mine, theirs, owner } = given;
  const leaks: string[] = [];
  const rows = (await owner.query<Row>(`select * from ${table}`)).rows;
  for (const [name, tenant] of [
    ['own', mine],
    ['foreign', theirs],
  ] as const) {
    if (!rows.some((row) => belongs(row, tenant)))
      leaks.push(`${table}: there is no ${name} row to look for`);
  }
  const all = statement<Row>(`test_all_${table}`, `select * from ${table}`);
  const ways: Record<string, (scope: Scope) => Promise<readonly object[]>> = {
    'the read lane': (scope) => db.read(scope, all, []),
    'the command lane': (scope) => db.command(scope, all, []),
    'a transaction': (scope) => db.transaction(scope, (tx) => tx.query(all, [])),
    'the pool': (scope) => withScope(scope, async () => (await db.pool.query(`select * from ${table}`)).rows),
    ...(given.prisma
      ? { Prisma: (scope: Scope) => withScope(scope, async () => given.prisma?.(table) ?? []) }
      : {}),
  };
  for (const [way, read] of Object.entries(ways)) {
    leaks.push(...(await leaksOfWay(given, `${table} over ${way}`, read)));
    await provokeErrors(db, mine.scope);
    leaks.push(...(await leaksOfWay(given, `${table} over ${way}, after errors`, read)));
  }
  return [...leaks, ...(await leaksOfWriting(given, table, rows))];
}

async function leaksOfWay(
  { mine, theirs }: IsolationCase,
  where: string,
  read: (scope: Scope) => Promise<readonly object[]>,
): Promise<string[]> {
  const [own, other, nobody] = [
    await read(mine.scope),
    await read(theirs.scope),
    await read(noScope),
  ] as Row[][];
  const leaks: string[] = [];
  if (!own?.some((row) => belongs(row, mine))) leaks.push(`${where}: own rows are hidden`);
  if (own?.some((row) => !belongs(row, mine))) leaks.push(`${where}: foreign rows are seen`);
  if (other?.some((row) => belongs(row, mine))) leaks.push(`${where}: others see own rows`);
  if (nobody?.length !== 0) leaks.push(`${where}: rows are seen without a scope`);
  return leaks;
}

/** What is left of a scope on a connection that has just failed. */
async function provokeErrors(db: Database, scope: Scope): Promise<void> {
  const bad = statement<object>('test_bad', 'select 1 / $1::int');
  await Promise.allSettled([
    db.read(scope, bad, [0]),
    db.command(scope, bad, [0]),
    db.transaction(scope, (tx) => tx.query(bad, [0])),
    withScope(scope, async () => db.pool.query('select 1 / 0')),
  ]);
}

async function leaksOfWriting(
  { db, mine, theirs }: IsolationCase,
  table: string,
  rows: readonly Row[],
): Promise<string[]> {
  const leaks: string[] = [];
  const columns = ['organisation_id', 'cafe_id'].filter((column) => rows.some((row) => column in row));
  const touch = statement<Row>(
    `test_touch_${table}`,
    `update ${table} set ${columns.map((column) => `${column} = ${column}`).join(', ')} returning *`,
  );
  const touched = await db.transaction(mine.scope, (tx) => tx.query(touch, []));
  if (touched.some((row) => !belongs(row, mine))) leaks.push(`${table}: foreign rows are changed`);
  const give = statement<Row>(
    `test_give_${table}`,
    `update ${table} set ${columns.map((column, i) => `${column} = $${i + 1}`).join(', ')}`,
  );
  const target = columns.map((column) =>
    column === 'cafe_id' ? (theirs.cafeId ?? null) : theirs.organisationId,
  );
  const given = await db
    .transaction(mine.scope, (tx) => tx.query(give, target))
    .then(
      () => 'was allowed',
      (error) => sqlState(error),
    );
  if (given !== '42501') leaks.push(`${table}: giving a row away ${given}`);
  return leaks;
}

function belongs(row: Row, { organisationId, cafeId }: Tenant): boolean {
  if (cafeId !== undefined && 'cafe_id' in row) return row.cafe_id === cafeId;
  return row.organisation_id === organisationId;
}
