import pg from 'pg';
import { DatabaseAway, isDatabaseAway } from './db-errors.ts';
import type { Statement } from './statement.ts';

const SET_SCOPE = { name: 'sippy_set_scope', text: `select set_config('sippy.scope', $1, false)` };
const MAX_PENDING = 2000;
const RECONNECT_MS = [0, 50, 100, 250, 500, 1000];

/** One pipelined connection: statements are sent one behind the other, and answered in order. */
export interface Lane {
  /** Statements sent and not answered. */
  pending(): number;
  /** The scope its connection is under, as setting. */
  scope(): string;
  isOpen(): boolean;
  run<Row>(scope: string, statement: Statement<Row>, params: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Opens a lane; it connects by itself, and again after a loss. */
export function openLane(config: pg.ClientConfig): Lane {
  let client: pg.Client | undefined;
  let connecting: Promise<pg.Client> | undefined;
  let scopeNow = '';
  let pending = 0;
  let failures = 0;
  let closed = false;

  const connect = async (): Promise<pg.Client> => {
    const wait = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)] ?? 1000;
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const next = new pg.Client({ ...config, pipeline: true } as pg.ClientConfig);
    const lost = () => {
      if (client === next) client = undefined;
    };
    next.on('error', lost);
    next.on('end', lost);
    try {
      await next.connect();
    } catch (error) {
      failures += 1;
      throw new DatabaseAway('the database is not reachable', { cause: error });
    }
    failures = 0;
    scopeNow = '';
    client = next;
    return next;
  };

  const ready = (): Promise<pg.Client> => {
    connecting ??= connect().finally(() => {
      connecting = undefined;
    });
    return connecting;
  };

  /** A scope that could not be set would leave later statements under the old one: the connection is given up. */
  const setScope = (on: pg.Client, scope: string): Promise<void> => {
    scopeNow = scope;
    return on.query({ ...SET_SCOPE, values: [scope] }).then(
      () => undefined,
      (error) => {
        if (client === on) client = undefined;
        on.end().catch(() => undefined);
        throw new DatabaseAway('the scope could not be set', { cause: error });
      },
    );
  };

  return {
    pending: () => pending,
    scope: () => scopeNow,
    isOpen: () => client !== undefined,
    async run<Row>(scope: string, statement: Statement<Row>, params: readonly unknown[]): Promise<Row[]> {
      if (closed) throw new DatabaseAway('the database has been closed');
      if (pending >= MAX_PENDING) throw new DatabaseAway('too many statements wait for the database');
      pending += 1;
      try {
        const on = client ?? (await ready());
        const scoped = scope === scopeNow ? undefined : setScope(on, scope);
        const answer = on.query({ name: statement.name, text: statement.text, values: params as unknown[] });
        if (scoped) {
          answer.catch(() => undefined);
          await scoped;
        }
        return (await answer).rows as Row[];
      } catch (error) {
        if (isDatabaseAway(error) && client && !(client as unknown as { _queryable: boolean })._queryable) {
          client = undefined;
        }
        throw error;
      } finally {
        pending -= 1;
      }
    },
    async close() {
      closed = true;
      const open = client ?? (await connecting?.catch(() => undefined));
      client = undefined;
      await open?.end().catch(() => undefined);
    },
  };
}
