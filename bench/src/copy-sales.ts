import type pg from 'pg';
import { adminUrlOf, type BenchSystem } from './bench-system.ts';
import { connectDatabase } from './connect-database.ts';
import {
  type Column,
  type CopiedTable,
  copiedTables,
  copyStatement,
  setAsideStatements,
} from './copied-tables.ts';

/** Rows that one transaction writes, about. */
const rowsAtOnce = 2000;

const eventsOf: Readonly<Record<string, string>> = {
  order: 'select id from event where aggregate_id = any ($1::uuid[])',
  payment:
    'select e.id from event e join payment p on p.payment_id = e.aggregate_id where p.order_id = any ($1::uuid[])',
  kitchen:
    'select e.id from event e join ticket t on t.ticket_id = e.aggregate_id where t.order_id = any ($1::uuid[])',
};

/**
 * Writes copies of sales into the databases, in the shape in which the services have written the originals, each copy a day
 * earlier than the one before. The events of the copies count as sent, or (`sent` false) wait for the relay.
 */
export async function copySales(
  system: BenchSystem,
  orderIds: readonly string[],
  copies: number,
  sent: boolean,
): Promise<void> {
  const services = Object.keys(copiedTables);
  const clients = new Map<string, pg.Client>();
  try {
    for (const service of services) clients.set(service, await connectTo(system, service));
    const ids = await Promise.all(
      [...clients].map(async ([service, client]) => {
        const { rows } = await client.query<{ id: string }>(eventsOf[service] ?? '', [orderIds]);
        return rows.map(({ id }) => id);
      }),
    );
    const params = [orderIds, ids.flat()] as const;
    await Promise.all(
      [...clients].map(([service, client]) =>
        copyTables(client, copiedTables[service] ?? [], params, copies, sent),
      ),
    );
  } finally {
    await Promise.all([...clients.values()].map((client) => client.end()));
  }
}

async function copyTables(
  client: pg.Client,
  tables: readonly CopiedTable[],
  params: readonly [readonly string[], readonly string[]],
  copies: number,
  sent: boolean,
): Promise<void> {
  const step = Math.max(1, Math.floor(rowsAtOnce / params[0].length));
  const statements: string[] = [];
  for (const [index, copied] of tables.entries()) {
    const { create, fill } = setAsideStatements(copied, index);
    await client.query(create);
    await client.query(fill, [...params]);
    statements.push(copyStatement(copied, index, await columnsOf(client, copied.table), sent));
  }
  for (let from = 1; from <= copies; from += step) {
    const until = Math.min(copies, from + step - 1);
    await client.query('begin');
    for (const text of statements) await client.query(text, [from, until]);
    await client.query('commit');
  }
}

async function columnsOf(client: pg.Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select attname as name, format_type(atttypid, null) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  return rows;
}

function connectTo(system: BenchSystem, service: string): Promise<pg.Client> {
  return connectDatabase(adminUrlOf(system, `sippy_${service}`), {
    options: '-c sippy.scope=service -c synchronous_commit=off -c timezone=UTC',
  });
}
