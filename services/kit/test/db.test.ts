import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase, statement, withScope } from '../src/db.ts';
import { DatabaseAway, isDatabaseAway, isTimeout, isUniqueViolation, sqlState } from '../src/db-errors.ts';
import { newId } from '../src/ids.ts';
import {
  cafeScope,
  customerScope,
  noScope,
  organisationScope,
  type Scope,
  serviceScope,
} from '../src/scope.ts';
import { json } from '../src/statement.ts';
import type { TestDatabase } from '../src/test-database.ts';
import { cleanup, endConnections, runAsOwner, testDatabase, until } from './fixtures.ts';

interface Thing {
  id: string;
  cafe_id: string;
  name: string;
}

const insert = statement<Thing>(
  'test_thing_insert',
  'insert into thing (id, cafe_id, organisation_id, customer_id, name) values ($1, $2, $3, $4, $5) returning id, cafe_id, name',
);
const all = statement<Thing>('test_thing_all', 'select id, cafe_id, name from thing order by name');
const rename = statement<Thing>(
  'test_thing_rename',
  'update thing set name = $2 where id = $1 returning id, cafe_id, name',
);
const remove = statement<Thing>(
  'test_thing_remove',
  'delete from thing where id = $1 returning id, cafe_id, name',
);
const boom = statement<{ x: number }>('test_boom', 'select 1 / $1::int as x');
const sleep = statement<object>('test_sleep', 'select pg_sleep($1::float8)');
const setting = statement<{ scope: string }>(
  'test_setting',
  `select current_setting('sippy.scope', true) as scope`,
);

const organisation = newId();
const [cafeA, cafeB, foreignCafe] = [newId(), newId(), newId()];
const customer = newId();

let db: Database;
let test: TestDatabase;

beforeAll(async () => {
  ({ db, test } = await testDatabase('alpha', { readLanes: 1, commandLanes: 1, poolSize: 2 }));
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

describe('lanes', () => {
  it('send a scope only when it differs from the last one', async () => {
    const own = openDatabase({ url: test.url, service: 'alpha', readLanes: 1, commandLanes: 1 });
    cleanup(() => own.close());
    for (let i = 0; i < 5; i++) await own.read(cafeScope(cafeA), setting, []);
    expect(await own.read(cafeScope(cafeA), setting, [])).toEqual([{ scope: `cafe:${cafeA}` }]);
    expect(await own.read(noScope, setting, [])).toEqual([{ scope: '' }]);
    expect(await own.read(serviceScope, setting, [])).toEqual([{ scope: 'service' }]);
  });

  it('answer a statement even when its neighbours fail', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) => db.read(i % 2 ? serviceScope : cafeScope(cafeA), boom, [i % 3])),
    );
    answers.forEach((answer, i) => {
      expect(answer.status).toBe(i % 3 === 0 ? 'rejected' : 'fulfilled');
    });
  });

  it('give up waiting for a lock, and go on', async () => {
    const quick = openDatabase({ url: test.url, service: 'alpha', commandLanes: 1, lockTimeoutMs: 100 });
    cleanup(() => quick.close());
    const [row] = await db.read(cafeScope(cafeA), all, []);
    await db.transaction(serviceScope, async (tx) => {
      await tx.query(rename, [row?.id, 'a']);
      const waiting = quick.command(cafeScope(cafeA), rename, [row?.id, 'late']);
      const behind = quick.command(cafeScope(cafeA), boom, [1]);
      await expect(waiting).rejects.toSatisfy(isTimeout);
      expect(await behind).toEqual([{ x: 1 }]);
    });
  });

  it('give up a statement that takes too long', async () => {
    const quick = openDatabase({ url: test.url, service: 'alpha', readLanes: 1, statementTimeoutMs: 50 });
    cleanup(() => quick.close());
    await expect(quick.read(serviceScope, sleep, [2])).rejects.toSatisfy(isTimeout);
  });

  it('read again when a connection is lost under a read; a command is refused as away', async () => {
    const reading = db.read(serviceScope, sleep, [0.4]);
    const commanding = db.command(serviceScope, sleep, [5]);
    commanding.catch(() => undefined);
    await until(
      async () => (await endConnections(test, `query like '%pg_sleep%' and state = 'active'`)) === 2,
    );
    expect(await reading).toHaveLength(1);
    await expect(commanding).rejects.toSatisfy(isDatabaseAway);
  });

  it('come back by themselves after the server has ended them', async () => {
    await endConnections(test);
    expect(await db.read(serviceScope, boom, [1])).toEqual([{ x: 1 }]);
    await until(() =>
      db.command(serviceScope, boom, [1]).then(
        () => true,
        () => false,
      ),
    );
    expect(await db.command(cafeScope(cafeA), setting, [])).toEqual([{ scope: `cafe:${cafeA}` }]);
  });

  it('refuse at once, and do not queue without end, while there is no database', async () => {
    const nowhere = openDatabase({ url: 'postgresql://x:y@127.0.0.1:1/none', service: 'alpha' });
    cleanup(() => nowhere.close());
    const started = Date.now();
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, () => nowhere.read(serviceScope, all, [])),
    );
    expect(answers.every((a) => a.status === 'rejected' && a.reason instanceof DatabaseAway)).toBe(true);
    expect(Date.now() - started).toBeLessThan(2000);
    expect(await nowhere.isReady()).toBe(false);
  });

  it('finish what has been sent when they are closed', async () => {
    const own = openDatabase({ url: test.url, service: 'alpha', readLanes: 1 });
    await own.read(serviceScope, boom, [1]);
    const last = own.read(serviceScope, sleep, [0.1]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await own.close();
    expect(await last).toHaveLength(1);
    await expect(own.read(serviceScope, all, [])).rejects.toBeInstanceOf(DatabaseAway);
  });
});

describe('columns', () => {
  it('come back as bigint, Date, day, text and parsed JSON', async () => {
    const one = statement<Record<string, unknown>>(
      'test_columns',
      'select id, amount, at, day, meta, array[amount] as amounts, pg_current_xact_id_if_assigned() as x from thing limit 1',
    );
    const [row] = await db.read(serviceScope, one, []);
    expect(row).toMatchObject({
      amount: 9007199254740993n,
      at: new Date('2026-02-03T04:05:06.789Z'),
      day: '2026-02-03',
      meta: { a: [1] },
      amounts: [9007199254740993n],
      x: null,
    });
  });

  it('keep a Date to the millisecond, far and near', async () => {
    const echo = statement<{ at: Date }>('test_echo_time', 'select $1::timestamptz as at');
    for (const text of [
      '1969-12-31T23:59:59.999Z',
      '2026-06-01T00:00:00.000Z',
      '0099-01-01T00:00:00.000Z',
      '2026-01-01T12:30:00.100Z',
    ]) {
      expect(await db.read(serviceScope, echo, [new Date(text)]), text).toEqual([{ at: new Date(text) }]);
    }
  });

  it('take JSON with arrays and bigints', async () => {
    const echo = statement<{ v: unknown }>('test_echo_json', 'select $1::jsonb as v');
    expect(await db.read(serviceScope, echo, [json([1, { n: 5n }])])).toEqual([{ v: [1, { n: '5' }] }]);
  });

  it('bring back every text, byte and list of them as they were sent', async () => {
    const echo = statement<{ text: string; texts: string[]; bytes: Buffer; many: Buffer[]; ids: bigint[] }>(
      'test_echo_all',
      'select $1::text as text, $2::text[] as texts, $3::bytea as bytes, $4::bytea[] as many, $5::bigint[] as ids',
    );
    const text = fc.string({ unit: 'binary' }).map((t) => t.replaceAll('\u0000', '').toWellFormed());
    const tricky = fc.oneof(
      text,
      fc.constantFrom('', 'NULL', '"', '\\', '{}', ',', '\\"', "'", '\n', '{"a",b}'),
    );
    const bytes = fc.uint8Array({ maxLength: 20 }).map((b) => Buffer.from(b));
    await fc.assert(
      fc.asyncProperty(
        tricky,
        fc.array(fc.option(tricky)),
        bytes,
        fc.array(bytes),
        fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
        async (one, texts, raw, many, ids) => {
          const rows = await db.read(serviceScope, echo, [one, texts, new Uint8Array(raw), many, ids]);
          expect(rows).toEqual([{ text: one, texts, bytes: raw, many, ids }]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('may change under a running service: its connections prepare anew', async () => {
    await runAsOwner(
      test,
      'create table changing (a integer); grant select on changing to sippy_alpha; insert into changing values (1)',
    );
    const star = statement<object>('test_changing', 'select * from changing');
    expect(await db.read(serviceScope, star, [])).toEqual([{ a: 1 }]);
    await runAsOwner(test, 'alter table changing add column b integer default 2');
    await until(async () => (await db.read(serviceScope, star, []).catch(() => [])).length === 1);
    expect(await db.read(serviceScope, star, [])).toEqual([{ a: 1, b: 2 }]);
  });

  it('one name is one statement', () => {
    expect(() => statement('test_boom', 'select 2')).toThrow(/two statements/);
    expect(() => statement('Bad Name', 'select 2')).toThrow(/not a name/);
  });
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
      db.transaction(
        serviceScope,
        (tx) => {
          tries += 1;
          return tx.query(conflict, []);
        },
        { retries: 2 },
      ),
    ).rejects.toSatisfy((error) => sqlState(error) === '40001');
    expect(tries).toBe(3);
    await expect(
      db.transaction(serviceScope, async () => {
        tries += 1;
        throw new Error('mine');
      }),
    ).rejects.toThrow('mine');
    expect(tries).toBe(4);
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
