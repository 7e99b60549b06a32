import { readFileSync } from 'node:fs';
import { makeTestDatabase, type TestDatabase } from '@sippy/kit/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { service } from '../src/main.ts';
import { payableColumns, paymentColumns, refundColumns } from '../src/store/columns.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await makeTestDatabase('payment', service.migrations);
  pool = new pg.Pool({ connectionString: database.ownerUrl });
  pool.on('error', () => undefined);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const sqlTypes: Record<string, string[]> = {
  String: ['uuid', 'text'],
  BigInt: ['bigint'],
  Int: ['integer'],
  Boolean: ['boolean'],
  DateTime: ['timestamptz'],
  Json: ['json', 'jsonb'],
  Bytes: ['bytea'],
};

/** The scalar fields of a model: name, type, and whether it may be null. */
function fieldsOf(model: string): { name: string; type: string; isNullable: boolean }[] {
  const schema = readFileSync(new URL('../prisma/schema.prisma', import.meta.url), 'utf8');
  const body = new RegExp(`^model ${model} \\{$([^}]*)`, 'm').exec(schema)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(\w+) +(\w+)(\??)(?= |$)/gm)].flatMap(([, name = '', type = '', mark]) =>
    type in sqlTypes ? [{ name, type, isNullable: mark === '?' }] : [],
  );
}

test.each([
  ['payable', payableColumns],
  ['payment', paymentColumns],
  ['refund', refundColumns],
])(
  '%s: schema.prisma and the lists of columns say what the migrated database has',
  async (table, columns) => {
    const { rows } = await pool.query<{ name: string; type: string; nullable: boolean }>(
      `select column_name as name, replace(data_type, 'timestamp with time zone', 'timestamptz') as type,
       is_nullable = 'YES' as nullable from information_schema.columns where table_name = $1`,
      [table],
    );
    const found = new Map(rows.map((row) => [row.name, row]));
    const fields = fieldsOf(table);
    expect(fields.map((f) => f.name).sort()).toEqual([...found.keys()].sort());
    for (const { name, type, isNullable } of fields) {
      expect(sqlTypes[type], name).toContain(found.get(name)?.type);
      expect(found.get(name)?.nullable, name).toBe(isNullable);
    }
    for (const [name, type] of Object.entries(columns)) expect(found.get(name)?.type, name).toBe(type);
  },
);
