import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseAway, isDatabaseAway, sqlState } from './db-errors.ts';
import { type DescribedColumns, sendStatement } from './lane-query.ts';
import { type Statement, statement } from './statement.ts';

const SET_SCOPE = statement('sippy_set_scope', `select set_config('sippy.scope', $1, false)`);
const CHANGED_RESULT = '0A000';
const MAX_PENDING = 2000;
const RECONNECT_MS = [0, 50, 100, 250, 500, 1000];

/** One pipelined connection: statements are sent one behind the other, and answered in order. */
export interface Lane {
  /** Statements sent and not answered. */
  pending(): number;
  /** The scope its connection is under, as setting. */
  scope(): string;
  run<Row>(scope: string, statement: Statement<Row>, params: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** A lane's connection, and what is known of it. */
interface Connection {
  client: pg.Client;
  described: DescribedColumns;
  scope: string;
  /** The scope that was sent last, until it is known to be set: what follows it is not to be trusted before. */
  setting: Promise<unknown> | undefined;
  corked: boolean;
}

/** Opens a lane; it connects by itself, and again after a loss. */
export function openLane(config: pg.ClientConfig): Lane {
  let connection: Connection | undefined;
  let connecting: Promise<Connection> | undefined;
  let pending = 0;
  let failures = 0;
  let closed = false;

  const giveUp = (lost: Connection) => {
    if (connection === lost) connection = undefined;
  };

  const end = (on: Connection) => {
    giveUp(on);
    on.client.end().catch(() => undefined);
  };

  const connect = async (): Promise<Connection> => {
    const wait = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)] ?? 1000;
    if (wait > 0) await sleep(wait);
    const client = new pg.Client({ ...config, pipeline: true } as pg.ClientConfig);
    const next: Connection = { client, described: new Map(), scope: '', setting: undefined, corked: false };
    client.on('error', () => giveUp(next));
    client.on('end', () => giveUp(next));
    try {
      await client.connect();
    } catch (error) {
      failures += 1;
      throw new DatabaseAway('the database is not reachable', { cause: error });
    }
    failures = 0;
    connection = next;
    return next;
  };

  const ready = (): Promise<Connection> => {
    connecting ??= connect().finally(() => {
      connecting = undefined;
    });
    return connecting;
  };

  /** A scope that could not be set would leave later statements under the old one: the connection is given up. */
  const setScope = (on: Connection, scope: string): void => {
    on.scope = scope;
    const setting = sendStatement(on.client, SET_SCOPE, [scope], on.described).then(
      () => {
        if (on.setting === setting) on.setting = undefined;
      },
      (error) => {
        end(on);
        throw new DatabaseAway('the scope could not be set', { cause: error });
      },
    );
    setting.catch(() => undefined);
    on.setting = setting;
  };

  return {
    pending: () => pending,
    scope: () => connection?.scope ?? '',
    async run<Row>(scope: string, text: Statement<Row>, params: readonly unknown[]): Promise<Row[]> {
      if (closed) throw new DatabaseAway('the database has been closed');
      if (pending >= MAX_PENDING) throw new DatabaseAway('too many statements wait for the database');
      pending += 1;
      try {
        const on = connection ?? (await ready());
        corkForTurn(on);
        if (scope !== on.scope) setScope(on, scope);
        const { setting } = on;
        const answer = sendStatement(on.client, text, params, on.described);
        // Given up: what the server has ended, and what prepared statements that a migration has changed.
        answer.catch((error) => {
          if (isDatabaseAway(error) || sqlState(error) === CHANGED_RESULT) end(on);
        });
        if (setting !== undefined) await setting;
        return await answer;
      } finally {
        pending -= 1;
      }
    },
    async close() {
      closed = true;
      const open = connection ?? (await connecting?.catch(() => undefined));
      connection = undefined;
      await open?.client.end().catch(() => undefined);
    },
  };
}

/** What is sent in one turn of the event loop, by whichever calls, leaves in one write: the server wakes once for all of it. */
function corkForTurn(on: Connection): void {
  if (on.corked) return;
  const { stream } = (on.client as unknown as { connection: { stream: { cork(): void; uncork(): void } } })
    .connection;
  on.corked = true;
  stream.cork();
  setImmediate(() => {
    on.corked = false;
    stream.uncork();
  });
}
