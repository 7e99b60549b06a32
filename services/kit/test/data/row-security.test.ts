import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, statement, withScope } from '../../src/data/db.ts';
import {
  cafeScope,
  customerScope,
  noScope,
  organisationScope,
  type Scope,
  serviceScope,
} from '../../src/data/scope.ts';
import { newId } from '../../src/ids.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';
import { runAsOwner } from '../fixtures.ts';
import {
  all,
  boom,
  cafeA,
  cafeB,
  customer,
  foreignCafe,
  insert,
  organisation,
  remove,
  rename,
  type Thing,
  thingsDatabase,
} from './things-fixture.ts';

let db: Database;
let test: TestDatabase;

beforeAll(async () => {
  ({ db, test } = await thingsDatabase());
});

type Way = (scope: Scope) => Promise<string[]>;
const names = (rows: readonly Thing[]) => rows.map((row) => row.name);
const ways: [string, Way][] = [
  ['a read lane', async (scope) => names(await db.read(scope, all, []))],
  ['a command lane', async (scope) => names(await db.command(scope, all, []))],
  ['a transaction', (scope) => db.transaction(scope, async (tx) => names(await tx.query(all, [])))],
  ['the pool', (scope) => withScope(scope, async () => names((await db.pool.query<Thing>(all.text)).rows))],
];

describe.each(ways)('row-level security through %s', (_, see) => {
  it('shows a café, an organisation, a customer and a service what is theirs, and nothing else', async () => {
    expect(await see(cafeScope(cafeA))).toEqual(['a']);
    expect(await see(cafeScope(foreignCafe))).toEqual(['f']);
    expect(await see({ kind: 'cafe', ids: [cafeA, foreignCafe] })).toEqual(['a', 'f']);
    expect(await see(organisationScope(organisation))).toEqual(['a', 'b']);
    expect(await see(customerScope(customer))).toEqual(['a']);
    expect(await see(serviceScope)).toEqual(['a', 'b', 'f']);
  });

  it('shows nothing without a scope, with an unknown id, or with an id of another kind', async () => {
    expect(await see(noScope)).toEqual([]);
    expect(await see(cafeScope(newId()))).toEqual([]);
    expect(await see(organisationScope())).toEqual([]);
    expect(await see(organisationScope(cafeA))).toEqual([]);
    expect(await see(cafeScope(organisation))).toEqual([]);
    expect(await see(customerScope(cafeA))).toEqual([]);
  });

  it('shows nothing foreign after an error', async () => {
    expect(await see(cafeScope(cafeA))).toEqual(['a']);
    await expect(db.read(cafeScope(cafeA), boom, [0])).rejects.toThrow('division by zero');
    await expect(db.command(serviceScope, boom, [0])).rejects.toThrow('division by zero');
    await expect(db.transaction(serviceScope, (tx) => tx.query(boom, [0]))).rejects.toThrow(
      'division by zero',
    );
    await expect(withScope(serviceScope, () => db.pool.query('select 1 / 0'))).rejects.toThrow(
      'division by zero',
    );
    expect(await see(cafeScope(foreignCafe))).toEqual(['f']);
    expect(await see(noScope)).toEqual([]);
  });

  it('keeps every caller to their own when many scopes share its connections at the same time', async () => {
    const scopes = [cafeScope(cafeA), cafeScope(cafeB), cafeScope(foreignCafe), noScope, serviceScope];
    const seen = [['a'], ['b'], ['f'], [], ['a', 'b', 'f']];
    const calls = Array.from({ length: 200 }, (__, i) => i % scopes.length);
    const answers = await Promise.all(calls.map((i) => see(scopes[i] ?? noScope)));
    expect(answers).toEqual(calls.map((i) => seen[i]));
  });
});

describe('row-level security', () => {
  it('refuses to write for another café, and to move a row there', async () => {
    const foreign = [newId(), foreignCafe, organisation, null, 'x'];
    await expect(db.command(cafeScope(cafeA), insert, foreign)).rejects.toThrow(/row-level security/);
    await expect(db.command(noScope, insert, foreign)).rejects.toThrow(/row-level security/);
    const move = statement('test_thing_move', 'update thing set cafe_id = $1, organisation_id = $2');
    await expect(db.command(cafeScope(cafeA), move, [foreignCafe, newId()])).rejects.toThrow(
      /row-level security/,
    );
  });

  it('changes and deletes nothing foreign', async () => {
    const [row] = await db.read(cafeScope(foreignCafe), all, []);
    expect(await db.command(cafeScope(cafeA), rename, [row?.id, 'mine'])).toEqual([]);
    expect(await db.command(cafeScope(cafeA), remove, [row?.id])).toEqual([]);
    expect(await db.read(cafeScope(foreignCafe), all, [])).toMatchObject([{ name: 'f' }]);
  });

  it('holds for the service’s own role: it owns nothing, and cannot lift it', async () => {
    const attempts = [
      'alter table thing disable row level security',
      'drop policy scope on thing',
      'set row_security = off; select * from thing',
      'select * from event_default',
      'update event set type = type',
      'delete from event',
      'insert into partition_plan values (1)',
      `set role sippy_alpha_owner`,
    ];
    for (const text of attempts) {
      await expect(
        withScope(serviceScope, () => db.pool.query(text)),
        text,
      ).rejects.toThrow(/must be owner|permission denied|would be affected by row-level security/);
    }
  });

  it('protects the event log, the inbox and the dead letters too', async () => {
    for (const table of ['event', 'inbox', 'dead_letter', 'relay_cursor']) {
      const { rows } = await runAsOwner<{ relforcerowsecurity: boolean }>(
        test,
        `select relforcerowsecurity from pg_class where relname = '${table}'`,
      ).then((found) => ({ rows: found }));
      expect(rows, table).toEqual([{ relforcerowsecurity: true }]);
    }
  });

  it('is refused an id that is none, before it reaches SQL', () => {
    expect(() => db.read(cafeScope(`${cafeA}', ''); drop table thing; --`), all, [])).toThrow(/not an id/);
  });
});
