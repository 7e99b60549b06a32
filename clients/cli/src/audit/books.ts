import pg from 'pg';
import type { Pages } from './side-by-side.ts';
import { openStreams, type Streams } from './streams.ts';

/** The services' books as they stood at one moment: their databases, which nothing can be changed through, and streams. */
export interface Books {
  /** Names of the services whose databases are at hand. */
  readonly services: readonly string[];
  /** What is younger than this may still be under way. */
  readonly graceSeconds: number;
  /** When the databases were opened, by their own clock. */
  readonly time: Date;
  /** The streams through which events are delivered. */
  readonly streams: Streams;
  /**
   * Rows of a query in one service's database, many at a time. All queries of one database see the same moment;
   * in their text `now()` is that moment and `${grace}` the grace.
   */
  pages<Row extends object>(service: string, sql: string, params?: readonly unknown[]): Pages<Row>;
  /** The same rows one by one. */
  scan<Row extends object>(service: string, sql: string, params?: readonly unknown[]): AsyncGenerator<Row>;
  /** The same rows at once, for few. */
  rows<Row extends object>(service: string, sql: string, params?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Where the books are and how old a thing must be to be judged. */
export interface BooksOptions {
  /** Connections as the auditor, by service. */
  auditUrls: Readonly<Record<string, string>>;
  natsUrl: string;
  graceSeconds: number;
}

/** What is younger than this time may still be under way, in SQL. */
export const grace = `(now() - current_setting('sippy.grace')::interval)`;

const pageSize = 1000;
/** One database waits while another is read, for as long as that takes. */
const longestMs = 3_600_000;

/** Opens every database in a read-only transaction of its own, all at nearly the same moment. */
export async function openBooks(options: BooksOptions): Promise<Books> {
  const clients = new Map<string, pg.Client>();
  const close = async () => {
    await Promise.all([...clients.values()].map((client) => client.end().catch(() => undefined)));
    await streams.close();
  };
  const streams = openStreams(options.natsUrl);
  try {
    for (const [service, connectionString] of Object.entries(options.auditUrls))
      clients.set(service, await connect(connectionString));
    const times = await Promise.all(
      [...clients.values()].map((client) => begin(client, options.graceSeconds)),
    );
    const time = new Date(Math.min(...times.map((at) => at.getTime())));
    return {
      services: [...clients.keys()],
      graceSeconds: options.graceSeconds,
      time,
      streams,
      close,
      ...over(clients),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    types: columnTypes,
    application_name: 'sippy audit',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Begins the transaction, whose first statement sets what it sees. */
async function begin(client: pg.Client, graceSeconds: number): Promise<Date> {
  await client.query(`set work_mem = '64MB'; set cursor_tuple_fraction = 1; set timezone = 'UTC';
    set idle_in_transaction_session_timeout = ${longestMs}; set statement_timeout = ${longestMs};
    set sippy.grace = '${Number(graceSeconds)} seconds'`);
  await client.query('begin isolation level repeatable read, read only');
  const { rows } = await client.query<{ now: Date }>('select now()');
  return rows[0]?.now ?? new Date();
}

function over(clients: ReadonlyMap<string, pg.Client>): Pick<Books, 'pages' | 'scan' | 'rows'> {
  const turns = new Map<string, Promise<unknown>>();
  let cursors = 0;
  /** A connection does one thing after the other, whichever checks ask. */
  const query = async <Row extends object>(service: string, sql: string, params: readonly unknown[] = []) => {
    const client = clients.get(service);
    if (!client) throw new Error(`the database of ${service} is not at hand`);
    const answer = (turns.get(service) ?? Promise.resolve()).then(() => client.query<Row>(sql, [...params]));
    turns.set(
      service,
      answer.catch(() => undefined),
    );
    return (await answer).rows;
  };
  const pages: Books['pages'] = async function* <Row extends object>(
    service: string,
    sql: string,
    params: readonly unknown[] = [],
  ) {
    const cursor = `audit_${cursors++}`;
    await query(service, `declare ${cursor} no scroll cursor for ${sql}`, params);
    for (;;) {
      const page = await query<Row>(service, `fetch ${pageSize} from ${cursor}`);
      yield page;
      if (page.length < pageSize) break;
    }
    await query(service, `close ${cursor}`);
  };
  return {
    rows: query,
    pages,
    async *scan<Row extends object>(service: string, sql: string, params: readonly unknown[] = []) {
      for await (const page of pages<Row>(service, sql, params)) for (const row of page) yield row;
    },
  };
}

const parserOf = pg.types.getTypeParser as (
  oid: number,
  format?: 'text' | 'binary',
) => (text: string) => unknown;
const date = 1082;

/** Amounts come as bigint, dates as YYYY-MM-DD, the rest as pg gives it. */
const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return parserOf(oid, format);
    if (oid === pg.types.builtins.INT8) return BigInt;
    if (oid === date) return (text: string) => text;
    return parserOf(oid, format);
  }) as pg.CustomTypesConfig['getTypeParser'],
};
