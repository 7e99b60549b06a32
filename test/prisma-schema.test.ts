import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTestDatabase } from '@sippy/kit/test-database';
import pg from 'pg';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../services');
const services = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'kit')
  .map((entry) => entry.name);

/** What Prisma reads of a column of each type. */
const prismaTypes: Record<string, string> = {
  uuid: 'String',
  text: 'String',
  bigint: 'BigInt',
  integer: 'Int',
  smallint: 'Int',
  boolean: 'Boolean',
  'timestamp with time zone': 'DateTime',
  date: 'DateTime',
  json: 'Json',
  jsonb: 'Json',
  bytea: 'Bytes',
  'double precision': 'Float',
};

const scalars = new Set(Object.values(prismaTypes));

/** Every column that the service's migrations make, as `table.column type` in Prisma's words; the kit's own left out. */
async function columnsOf(pool: pg.Pool): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ place: string; type: string; nullable: boolean }>(
    `select c.relname || '.' || a.attname as place, format_type(a.atttypid, null) as type, not a.attnotnull as nullable
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.attnum > 0 and not a.attisdropped`,
  );
  return new Map(
    rows.map(({ place, type, nullable }) => {
      const element = type.replace(/\[\]$/, '');
      const list = type.endsWith('[]');
      return [place, `${prismaTypes[element] ?? element}${list ? '[]' : nullable ? '?' : ''}`];
    }),
  );
}

/** Every scalar field of a schema.prisma, in the same words. Prisma's runtime model does not say what may be null. */
function fieldsOf(schema: string): Map<string, string> {
  const fields = new Map<string, string>();
  const enums = new Set([...schema.matchAll(/^enum (\w+) \{$/gm)].map(([, name]) => name));
  for (const [, name = '', body = ''] of schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)) {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name;
    for (const [line, field, type = '', suffix = ''] of body.matchAll(/^ +(\w+) +(\w+)(\[\]|\?)?.*$/gm)) {
      const column = /@map\("(\w+)"\)/.exec(line)?.[1] ?? field;
      if (scalars.has(type) || enums.has(type)) fields.set(`${table}.${column}`, type + suffix);
    }
  }
  return fields;
}

test.each(services)('%s: schema.prisma says what its migrations make', async (service) => {
  const migrations = new URL(`../services/${service}/prisma/migrations/`, import.meta.url);
  const [base, own] = [await makeTestDatabase('alpha'), await makeTestDatabase(service, migrations)];
  const pools = [base, own].map(({ ownerUrl }) => new pg.Pool({ connectionString: ownerUrl, max: 1 }));
  for (const pool of pools) pool.on('error', () => undefined);
  const [basePool, ownPool] = pools as [pg.Pool, pg.Pool];
  try {
    const made = await columnsOf(ownPool);
    for (const place of (await columnsOf(basePool)).keys()) made.delete(place);
    const said = fieldsOf(readFileSync(join(folder, service, 'prisma/schema.prisma'), 'utf8'));
    for (const place of said.keys()) expect(made.has(place), `${place} is in schema.prisma only`).toBe(true);
    const tables = new Set([...said.keys()].map((place) => place.split('.')[0]));
    for (const [place, type] of made) {
      if (tables.has(place.split('.')[0])) expect(said.get(place), place).toBe(type);
    }
    expect(said.size).toBeGreaterThan(0);
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
    await Promise.all([base.drop(), own.drop()]);
  }
});
