import type pg from 'pg';
import { currentCall } from '../call/call.ts';
import { appendParams, appendStatement } from '../events/event-append.ts';
import { draftEvent, type NewEvent } from '../events/event-draft.ts';
import { type DescribedColumns, sendStatement } from './lane-query.ts';
import { insertRequest, type Json, type OnceKey, onceParams } from './once.ts';
import type { Statement } from './statement.ts';

/** An open transaction, on one connection. Never call a peer, Stripe or NATS inside it. */
export interface Transaction {
  query<Row>(statement: Statement<Row>, params: readonly unknown[]): Promise<Row[]>;
  /** Writes events in this transaction; their actor is the current call's. */
  append(events: readonly NewEvent[]): Promise<void>;
  /** Writes the request row: the first thing in the transaction of a call that must happen once. */
  once(key: OnceKey, made: Json): Promise<void>;
}

/** A transaction of the service `source` on a connection where BEGIN has been sent; `appended` says if it has events. */
export function transactionOn(client: pg.ClientBase, source: string): Transaction & { appended(): boolean } {
  let appended = false;
  const query = async <Row>(statement: Statement<Row>, params: readonly unknown[]): Promise<Row[]> => {
    if (statement.appends) appended = true;
    return sendStatement(client, statement, params, describedBy(client));
  };
  return {
    query,
    async append(events) {
      if (events.length === 0) return;
      const call = currentCall();
      await query(appendStatement, appendParams(events.map((event) => draftEvent(source, call, event))));
    },
    async once(key, made) {
      await query(insertRequest, onceParams(key, made));
    },
    appended: () => appended,
  };
}

const described = new WeakMap<pg.ClientBase, DescribedColumns>();

/** What a connection of the pool has learnt of its prepared statements stays with it. */
function describedBy(client: pg.ClientBase): DescribedColumns {
  let known = described.get(client);
  if (!known) {
    known = new Map();
    described.set(client, known);
  }
  return known;
}
