import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseAway, isDatabaseAway, sqlState } from './db-errors.ts';
import { type DescribedColumns, SET_SCOPE, sendStatement } from './lane-query.ts';
import type { Statement } from './statement.ts';

const CHANGED_RESULT = '0A000';
const MAX_PENDING = 2000;
const RECONNECT_MS = [0, 50, 100, 250, 500, 1000];

/** One pipelined connection: statements are sent one behind the other, and answered in order. */
export interface Lane {
  /** Statements sent and not answered. */
  pending(): number;
  /** Runs a statement under a scope, given as setting, which ends with it: nothing that follows is under it. */
  run<Row>(scope: string, statement: Statement<Row>, params: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** A lane's connection, and what is known of it. */
interface Connection {
  client: pg.Client;
  described: DescribedColumns;
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
    const next: Connection = { client, described: new Map(), corked: false };
    client.on('error', () => giveUp(next));
    client.on('end', () => giveUp(next));
    try {
      await client.connect();
      await sendStatement(client, SET_SCOPE, [''], next.described);
    } catch (error) {
      failures += 1;
      client.end().catch(() => undefined);
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

  return {
    pending: () => pending,
    async run<Row>(scope: string, text: Statement<Row>, params: readonly unknown[]): Promise<Row[]> {
      if (closed) throw new DatabaseAway('the database has been closed');
      if (pending >= MAX_PENDING) throw new DatabaseAway('too many statements wait for the database');
      pending += 1;
      try {
        const on = connection ?? (await ready());
        corkForTurn(on);
        const answer = sendStatement(on.client, text, params, on.described, scope);
        // Given up: what the server has ended, and what prepared statements that a migration has changed.
        answer.catch((error) => {
          if (isDatabaseAway(error) || sqlState(error) === CHANGED_RESULT) end(on);
        });
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
