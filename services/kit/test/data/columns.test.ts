import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../src/data/db.ts';
import { serviceScope } from '../../src/data/scope.ts';
import { json } from '../../src/data/statement.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';
import { runAsOwner, until } from '../fixtures.ts';
import { thingsDatabase } from './things-fixture.ts';

let db: Database;
let test: TestDatabase;

beforeAll(async () => {
  ({ db, test } = await thingsDatabase());
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
