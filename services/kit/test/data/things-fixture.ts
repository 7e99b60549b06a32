import { type Database, statement } from '../../src/data/db.ts';
import { serviceScope } from '../../src/data/scope.ts';
import { newId } from '../../src/ids.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';
import { runAsOwner, testDatabase } from '../fixtures.ts';

export interface Thing {
  id: string;
  cafe_id: string;
  name: string;
}

export const insert = statement<Thing>(
  'test_thing_insert',
  'insert into thing (id, cafe_id, organisation_id, customer_id, name) values ($1, $2, $3, $4, $5) returning id, cafe_id, name',
);
export const all = statement<Thing>('test_thing_all', 'select id, cafe_id, name from thing order by name');
export const rename = statement<Thing>(
  'test_thing_rename',
  'update thing set name = $2 where id = $1 returning id, cafe_id, name',
);
export const remove = statement<Thing>(
  'test_thing_remove',
  'delete from thing where id = $1 returning id, cafe_id, name',
);
export const boom = statement<{ x: number }>('test_boom', 'select 1 / $1::int as x');
export const sleep = statement<object>('test_sleep', 'select pg_sleep($1::float8)');
export const setting = statement<{ scope: string }>(
  'test_setting',
  `select current_setting('sippy.scope', true) as scope`,
);

export const organisation = newId();
export const [cafeA, cafeB, foreignCafe] = [newId(), newId(), newId()];
export const customer = newId();

/** A database with things of two cafés of one organisation (the first also a customer's), and of a foreign one. */
export async function thingsDatabase(): Promise<{ db: Database; test: TestDatabase }> {
  const { db, test } = await testDatabase('alpha', { readLanes: 1, commandLanes: 1, poolSize: 2 });
  await runAsOwner(
    test,
    `create table thing (
       id uuid primary key, cafe_id uuid not null, organisation_id uuid not null, customer_id uuid, name text not null,
       amount bigint not null default 9007199254740993, at timestamptz not null default '2026-02-03 04:05:06.789+00',
       day date not null default '2026-02-03', meta jsonb not null default '{"a": [1]}');
     call protect('thing')`,
  );
  await db.command(serviceScope, insert, [newId(), cafeA, organisation, customer, 'a']);
  await db.command(serviceScope, insert, [newId(), cafeB, organisation, null, 'b']);
  await db.command(serviceScope, insert, [newId(), foreignCafe, newId(), null, 'f']);
  return { db, test };
}
