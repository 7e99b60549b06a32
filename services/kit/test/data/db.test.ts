import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, statement, withScope } from '../../src/data/db.ts';
import { isDatabaseAway, isUniqueViolation, sqlState } from '../../src/data/db-errors.ts';
import { cafeScope, serviceScope } from '../../src/data/scope.ts';
import { newId } from '../../src/ids.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';
import { endConnections, runAsOwner, until } from '../fixtures.ts';
import {
  all,
  boom,
  cafeA,
  insert,
  organisation,
  remove,
  rename,
  setting,
  thingsDatabase,
} from './things-fixture.ts';

let db: Database;
let test: TestDatabase;

beforeAll(async () => {
  ({ db, test } = await thingsDatabase());
});

describe('a transaction', () => {
  it('is tried again after a deadlock and a serialisation failure', async () => {
    const x = newId();
    const y = newId();
    for (const id of [x, y])
      await db.command(serviceScope, insert, [id, cafeA, organisation, null, `d${id}`]);
    let meetings = 0;
    const crossing = (first: string, second: string) =>
      db.transaction(serviceScope, async (tx) => {
        await tx.query(rename, [first, 'd1']);
        meetings += 1;
        await until(() => meetings >= 2, 2000).catch(() => undefined);
        await tx.query(rename, [second, 'd2']);
      });
    await Promise.all([crossing(x, y), crossing(y, x)]);
    expect(meetings).toBeGreaterThan(2);
    for (const id of [x, y]) await db.command(serviceScope, remove, [id]);
  });

  it('gives up after its retries, and does not try again what is no conflict', async () => {
    let tries = 0;
    const conflict = statement(
      'test_conflict',
      `do $$ begin raise exception 'no' using errcode = '40001'; end $$`,
    );
    await expect(
      db.transaction(serviceScope, (tx) => {
        tries += 1;
        return tx.query(conflict, []);
      }),
    ).rejects.toSatisfy((error) => sqlState(error) === '40001');
    expect(tries).toBe(4);
    await expect(
      db.transaction(serviceScope, async () => {
        tries += 1;
        throw new Error('mine');
      }),
    ).rejects.toThrow('mine');
    expect(tries).toBe(5);
  });

  it('leaves its scope to nobody', async () => {
    await db.transaction(serviceScope, (tx) => tx.query(setting, []));
    for (let i = 0; i < 4; i++) expect((await db.pool.query(setting.text)).rows).toEqual([{ scope: '' }]);
  });

  it('whose connection ends is refused, and the pool recovers', async () => {
    await expect(
      db.transaction(serviceScope, async (tx) => {
        await tx.query(boom, [1]);
        await endConnections(test, `state = 'idle in transaction'`);
        await tx.query(boom, [1]);
      }),
    ).rejects.toSatisfy(isDatabaseAway);
    expect(await db.transaction(serviceScope, (tx) => tx.query(boom, [1]))).toEqual([{ x: 1 }]);
  });

  it('says which unique rule was broken', async () => {
    const [row] = await db.read(cafeScope(cafeA), all, []);
    const twice = db.command(serviceScope, insert, [row?.id, cafeA, organisation, null, 'z']);
    await expect(twice).rejects.toSatisfy((error) => isUniqueViolation(error, 'thing_pkey'));
    await expect(twice).rejects.not.toSatisfy((error) => isUniqueViolation(error, 'other'));
  });
});

describe('the pool', () => {
  it('closes a connection that is given back in the middle of a transaction', async () => {
    const client = await withScope(serviceScope, () => db.pool.connect());
    await client.query('begin');
    const { pid } = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0] ?? {
      pid: 0,
    };
    client.release();
    await until(
      async () => (await runAsOwner(test, `select from pg_stat_activity where pid = ${pid}`)).length === 0,
    );
  });

  it('survives the server ending its idle connections (57P01)', async () => {
    await withScope(serviceScope, () => db.pool.query('select 1'));
    await endConnections(test);
    await until(async () =>
      withScope(serviceScope, () => db.pool.query('select 1')).then(
        () => true,
        () => false,
      ),
    );
  });
});
