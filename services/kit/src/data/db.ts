import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseAway, isConflict, isDatabaseAway, sqlState } from './db-errors.ts';
import { columnTypes } from './db-types.ts';
import { type Lane, openLane } from './lane.ts';
import { type Scope, scopeSetting } from './scope.ts';
import { ScopedPool } from './scoped-pool.ts';
import type { Statement } from './statement.ts';
import { type Transaction, transactionOn } from './transaction.ts';

export { withScope } from './scope-context.ts';
export { json, type Statement, statement } from './statement.ts';
export type { Transaction } from './transaction.ts';

/** A service's own database. Every access names the scope it may see. */
export interface Database {
  /** The service it belongs to, such as `order`. */
  readonly service: string;
  /** Reads, over pipelined connections that all callers share; once more if the connection is lost. */
  read<Row>(scope: Scope, statement: Statement<Row>, params: readonly unknown[]): Promise<Row[]>;
  /** Changes something in one statement, which is one transaction, over pipelined connections of their own. */
  command<Row>(scope: Scope, statement: Statement<Row>, params: readonly unknown[]): Promise<Row[]>;
  /**
   * Several statements in one transaction, on a connection of the pool. `work` runs again after a serialisation
   * failure or a deadlock, up to three more times.
   */
  transaction<T>(scope: Scope, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** For Prisma's adapter; its scope is that of `withScope`, else of the current call, else none. */
  readonly pool: pg.Pool;
  /** A connection of one's own, under the service scope: for advisory locks and the like. The caller ends it. */
  connect(): Promise<pg.Client>;
  /** Calls `listener` after every commit of this process that has written an event. Returns how to stop that. */
  onAppend(listener: () => void): () => void;
  /** Whether it answers within a second. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

/** How a database is connected to; times in milliseconds. */
export interface DatabaseOptions {
  url: string;
  service: string;
  readLanes?: number;
  commandLanes?: number;
  poolSize?: number;
  statementTimeoutMs?: number;
  lockTimeoutMs?: number;
  idleInTransactionMs?: number;
}

/**
 * Every statement is planned once a connection, whatever its parameters, and finds its rows by an index, however little the
 * planner knows of the tables. Left to itself, PostgreSQL planned many of ours anew each time (a quarter of its work), and
 * kept sequential scans that it had chosen while a table was empty.
 */
const PLANNING =
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off';

/** How often a transaction that met a conflict is tried again. */
const CONFLICT_RETRIES = 3;

/** Longest wait for the pool's connections to be given back at the end. */
const CLOSE_MS = 5000;

/** Opens the database of a service: nothing is connected before it is needed. */
export function openDatabase(options: DatabaseOptions): Database {
  const common = clientConfig(options);
  const reads = lanes(options.readLanes ?? 2, common, 'read');
  const commands = lanes(options.commandLanes ?? 6, common, 'command');
  const pool = new ScopedPool({
    ...common,
    application_name: `sippy ${options.service} pool`,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 60_000,
  });
  pool.on('error', () => undefined);
  // While it is lent out nobody else may listen, and a connection can fail more than once; its query says what happened.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const listeners = new Set<() => void>();
  const appended = () => {
    for (const listener of listeners) listener();
  };
  return {
    service: options.service,
    pool,
    read: (scope, statement, params) =>
      runOn(reads, scope, statement, params).catch((error) => {
        // A connection that was lost under a read has changed nothing: another one answers.
        if (error instanceof DatabaseAway || !isDatabaseAway(error)) throw error;
        return runOn(reads, scope, statement, params);
      }),
    async command(scope, statement, params) {
      const rows = await runOn(commands, scope, statement, params);
      if (statement.appends) appended();
      return rows;
    },
    transaction: (scope, work) => retrying(() => inTransaction(pool, options.service, scope, work, appended)),
    async connect() {
      const client = new pg.Client({
        ...common,
        application_name: `sippy ${options.service} own`,
        statement_timeout: 0,
        options: `${common.options} -c sippy.scope=service`,
      });
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    onAppend(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isReady: () => answers(pool),
    async close() {
      await Promise.all([...reads, ...commands].map((lane) => lane.close()));
      // A connection that is never given back must not keep the process from ending.
      await Promise.race([pool.end().catch(() => undefined), sleep(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}

function clientConfig(options: DatabaseOptions): pg.ClientConfig & { options: string } {
  return {
    connectionString: options.url,
    types: columnTypes,
    keepAlive: true,
    connectionTimeoutMillis: 5000,
    statement_timeout: options.statementTimeoutMs ?? 10_000,
    lock_timeout: options.lockTimeoutMs ?? 4000,
    idle_in_transaction_session_timeout: options.idleInTransactionMs ?? 10_000,
    options: `-c timezone=UTC -c datestyle=ISO ${PLANNING}`,
  };
}

function lanes(count: number, config: pg.ClientConfig, kind: string): Lane[] {
  return Array.from({ length: count }, () => openLane({ ...config, application_name: `sippy ${kind} lane` }));
}

/** Over the lane with the least to do. */
function runOn<Row>(
  all: readonly Lane[],
  scope: Scope,
  statement: Statement<Row>,
  params: readonly unknown[],
): Promise<Row[]> {
  let best: Lane | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const lane of all) {
    const pending = lane.pending();
    if (pending >= least) continue;
    best = lane;
    least = pending;
  }
  if (!best) throw new Error('a database needs lanes');
  return best.run(scopeSetting(scope), statement, params);
}

async function inTransaction<T>(
  pool: ScopedPool,
  service: string,
  scope: Scope,
  work: (tx: Transaction) => Promise<T>,
  appended: () => void,
): Promise<T> {
  const begin = `begin; set local sippy.scope = '${scopeSetting(scope)}'`;
  const client = await pool.takeBare().catch((error) => {
    throw new DatabaseAway('the database is not reachable', { cause: error });
  });
  const { broken, lost, ignore } = watchLoss(client);
  /** A migration has changed what its prepared statements return. */
  let stale = false;
  try {
    await client.query(begin);
    const tx = transactionOn(client, service);
    // Whatever the work waits for: when its connection is gone, it is over.
    const result = await Promise.race([work(tx), lost]);
    await client.query('commit');
    if (tx.appended()) appended();
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    stale = sqlState(error) === '0A000';
    // What ended the connection says more than what came of it.
    throw broken() && !sqlState(error) ? broken() : error;
  } finally {
    ignore();
    client.release(broken() ?? stale);
  }
}

/** The first error of a connection itself: as a value, and as a promise that it rejects. */
function watchLoss(client: pg.PoolClient) {
  let broken: Error | undefined;
  let reject: (error: Error) => void = () => undefined;
  const lost = new Promise<never>((_, no) => {
    reject = no;
  });
  lost.catch(() => undefined);
  const onError = (error: Error) => {
    broken ??= error;
    reject(broken);
  };
  client.on('error', onError);
  return { broken: () => broken, lost, ignore: () => client.removeListener('error', onError) };
}

async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = CONFLICT_RETRIES; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left <= 0 || !isConflict(error)) throw error;
      await sleep(Math.random() * 20);
    }
  }
}

async function answers(pool: pg.Pool): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), 1000);
  });
  const asked = pool.query('select 1').then(
    () => true,
    () => false,
  );
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
