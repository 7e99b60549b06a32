import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestDatabase, type TestDatabase } from '../services/kit/src/testing/test-database.ts';
import { projectRoot } from '../tilt/paths.ts';

const services = readdirSync(join(projectRoot, 'services')).filter((name) =>
  existsSync(join(projectRoot, 'services', name, 'prisma/schema.prisma')),
);

/** The kit's own tables: not in a service's schema.prisma. */
const KIT_TABLES = [
  'event',
  'relay_cursor',
  'inbox',
  'dead_letter',
  'request',
  'partition_plan',
  'database_setting',
  '_prisma_migrations',
];
/** Tables without anybody's data, which only the owner may change. */
const OWNER_TABLES = ['partition_plan', 'database_setting', '_prisma_migrations'];

interface Column {
  name: string;
  type: string;
  nullable: boolean;
}

interface Table {
  name: string;
  columns: Column[];
  /** Primary key and unique keys, each as its sorted columns joined. */
  primary: string;
  unique: string[];
}

describe.each(services)('the database of %s', (service) => {
  let test: TestDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    const migrations = pathToFileURL(join(projectRoot, 'services', service, 'prisma/migrations/'));
    test = await makeTestDatabase(service, migrations);
    owner = new pg.Client({ connectionString: test.ownerUrl });
    await owner.connect();
  });

  afterAll(async () => {
    await owner?.end();
    await test?.drop();
  });

  it('is what its schema.prisma says', async () => {
    const declared = readSchema(
      readFileSync(join(projectRoot, 'services', service, 'prisma/schema.prisma'), 'utf8'),
    );
    const real = (await readTables(owner)).filter((table) => !KIT_TABLES.includes(table.name));
    expect(declared.map((table) => table.name)).toEqual(real.map((table) => table.name));
    for (const [i, table] of declared.entries()) {
      const found = real[i];
      expect(table.columns, table.name).toEqual(found?.columns);
      expect(table.primary, `primary key of ${table.name}`).toBe(found?.primary);
      for (const key of table.unique) expect(found?.unique, `unique key of ${table.name}`).toContain(key);
    }
  });

  it('has every table under forced row-level security, none owned by the role of the service', async () => {
    const { rows } = await owner.query<{ name: string; forced: boolean; policies: number; owner: string }>(
      `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced, r.rolname as owner,
         (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
       from pg_class c join pg_roles r on r.oid = c.relowner
       where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
         and c.relname <> all ($1) order by 1`,
      [OWNER_TABLES],
    );
    expect(rows.filter((table) => !table.forced || table.policies === 0)).toEqual([]);
    expect(new Set(rows.map((table) => table.owner))).toEqual(new Set([`sippy_${service}_owner`]));
  });

  it('lets the role of the service reach nothing past a policy', async () => {
    const { rows } = await owner.query<{ what: string }>(
      `select c.relname as what from pg_class c
       where c.relkind in ('r', 'v', 'm') and c.relnamespace = 'public'::regnamespace
         and (c.relispartition or c.relkind <> 'r' or c.relname = any ($2))
         and c.relname <> '_prisma_migrations'
         and not (c.relkind = 'v' and coalesce(c.reloptions @> '{security_invoker=true}', false))
         and has_table_privilege($1, c.oid, 'select, insert, update, delete')`,
      [`sippy_${service}`, OWNER_TABLES],
    );
    expect(rows).toEqual([]);
    const role = await owner.query(
      'select rolsuper or rolbypassrls or rolcreaterole as strong from pg_roles where rolname = $1',
      [`sippy_${service}`],
    );
    expect(role.rows).toEqual([{ strong: false }]);
  });

  it('has an index for every foreign key', async () => {
    const { rows } = await owner.query(
      `select c.conrelid::regclass::text as name, c.conname from pg_constraint c
       where c.contype = 'f' and not exists (
         select from pg_index i where i.indrelid = c.conrelid
           and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)`,
    );
    expect(rows).toEqual([]);
  });
});

const TYPES: Record<string, string> = {
  String: 'text',
  BigInt: 'bigint',
  Int: 'integer',
  Boolean: 'boolean',
  DateTime: 'timestamp(3) without time zone',
  Json: 'jsonb',
  Bytes: 'bytea',
  Float: 'double precision',
};
const NATIVE: Record<string, string> = {
  Uuid: 'uuid',
  Date: 'date',
  Timestamptz: 'timestamp with time zone',
  SmallInt: 'smallint',
  Json: 'json',
  Text: 'text',
  Time: 'time without time zone',
};

/** Reads the tables from a schema.prisma: scalar fields, keys and names in the database. */
function readSchema(text: string): Table[] {
  const models = [...text.matchAll(/^model (\w+) \{$(.*?)^\}$/gms)];
  const enums = new Set([...text.matchAll(/^enum (\w+) \{$/gm)].map(([, name]) => name));
  const tables = models.map(([, model = '', body = '']) => {
    const map = /@@map\("([^"]+)"\)/.exec(body)?.[1];
    const table: Table = { name: map ?? model, columns: [], primary: '', unique: [] };
    const column = (field: string) =>
      new RegExp(`^ {2}${field} .*@map\\("([^"]+)"\\)`, 'm').exec(body)?.[1] ?? field;
    const keyOf = (list: string) =>
      list
        .split(',')
        .map((part) => column(part.trim().replace(/\(.*/, '')))
        .sort()
        .join();
    for (const [, field = '', type = '', list, optional, rest = ''] of body.matchAll(
      /^ {2}(\w+) +(\w+)(\[\])?(\?)?(.*)$/gm,
    )) {
      const scalar = TYPES[type] ?? (enums.has(type) ? type : undefined);
      if (scalar === undefined) continue;
      const native = /@db\.(\w+)/.exec(rest)?.[1];
      const base = native ? (NATIVE[native] ?? native) : scalar;
      table.columns.push({ name: column(field), type: `${base}${list ?? ''}`, nullable: optional === '?' });
      if (/@id\b/.test(rest)) table.primary = column(field);
      if (/@unique\b/.test(rest)) table.unique.push(column(field));
    }
    const id = /@@id\(\[([^\]]+)\]/.exec(body)?.[1];
    if (id) table.primary = keyOf(id);
    for (const [, key = ''] of body.matchAll(/@@unique\(\[([^\]]+)\]/g)) table.unique.push(keyOf(key));
    return { ...table, columns: byName(table.columns) };
  });
  return byName(tables);
}

/** Reads the tables from the database itself. */
async function readTables(owner: pg.Client): Promise<Table[]> {
  const { rows } = await owner.query<Table>(
    `select c.relname as name,
       (select json_agg(json_build_object('name', a.attname,
           'type', regexp_replace(format_type(a.atttypid, a.atttypmod), 'timestamp\\(6\\)', 'timestamp'),
           'nullable', not a.attnotnull) order by a.attname collate "C")
         from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
       coalesce((select string_agg(a.attname, ',' order by a.attname collate "C") from pg_index i
         join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey) where i.indrelid = c.oid and i.indisprimary), '') as primary,
       array(select string_agg(a.attname, ',' order by a.attname collate "C") from pg_index i
         join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
         where i.indrelid = c.oid and i.indisunique and not i.indisprimary group by i.indexrelid) as unique
     from pg_class c
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace`,
  );
  return byName(rows);
}

function byName<T extends { name: string }>(all: readonly T[]): T[] {
  return all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
