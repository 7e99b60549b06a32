import pg from 'pg';
import { columnTypes } from './db-types.ts';
import { toParameter } from './lane-value.ts';
import { type Statement, statement } from './statement.ts';

/** What of pg's connection this builds on. */
interface Wire {
  readonly stream: { readonly writable: boolean; write(bytes: Buffer): unknown };
  readonly parsedStatements: Record<string, string | undefined>;
  readonly submittedNamedStatements: Record<string, string | undefined>;
  parse(config: { name: string; text: string }): void;
  bind(config: { statement: string; values: readonly (string | Buffer | null)[] }): void;
  describe(config: { type: 'P'; name: string }): void;
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

interface Columns {
  readonly names: readonly string[];
  readonly parsers: readonly ((text: string) => unknown)[];
  /** A row of nulls: copies of one object share their shape. */
  readonly blank: Readonly<Record<string, unknown>>;
}

/** The columns of each prepared statement of a connection, as the server described them the first time. */
export type DescribedColumns = Map<string, Columns>;

/** Execute of the unnamed portal, to its end, and Sync. */
const EXECUTE_AND_SYNC = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4]);
const EXECUTE = EXECUTE_AND_SYNC.subarray(0, 10);
const NO_COLUMNS: Columns = { names: [], parsers: [], blank: {} };

/** Sets the scope of the transaction that it is part of; a lane prepares it when it connects. */
export const SET_SCOPE: Statement<object> = statement(
  'sippy_set_local_scope',
  `select set_config('sippy.scope', $1, true)`,
);

/**
 * A prepared statement as pg's client drives its queries, with less to do than pg's own: its columns are described once per
 * connection, its rows are an array and nothing else, and it emits nothing. On a short statement that is a third of the work.
 * A scope goes ahead of it in the same transaction, which ends with the statement, and the scope with it.
 */
class LaneQuery {
  readonly name: string;
  readonly text: string;
  readonly callback: (error: Error | null, rows?: unknown[]) => void;
  readonly #params: readonly unknown[];
  readonly #described: DescribedColumns;
  readonly #scope: string | undefined;
  /** What comes is the answer to the scope. */
  #isScope: boolean;
  readonly #rows: unknown[] = [];
  #columns: Columns | undefined;
  #unreadable: Error | undefined;

  constructor(
    { name, text }: Statement<unknown>,
    params: readonly unknown[],
    described: DescribedColumns,
    scope: string | undefined,
    callback: LaneQuery['callback'],
  ) {
    this.name = name;
    this.text = text;
    this.callback = callback;
    this.#params = params;
    this.#described = described;
    this.#scope = scope;
    this.#isScope = scope !== undefined;
  }

  submit(wire: Wire): Error | null {
    const { name, text } = this;
    let values: (string | Buffer | null)[];
    try {
      values = this.#params.map(toParameter);
    } catch (error) {
      return error as Error;
    }
    if (!wire.stream.writable) return null;
    if (!wire.parsedStatements[name] && !wire.submittedNamedStatements[name]) {
      wire.parse({ name, text });
      wire.submittedNamedStatements[name] = text;
    }
    if (this.#scope !== undefined) {
      wire.bind({ statement: SET_SCOPE.name, values: [this.#scope] });
      wire.stream.write(EXECUTE);
    }
    wire.bind({ statement: name, values });
    this.#columns = this.#described.get(name);
    if (!this.#columns) wire.describe({ type: 'P', name: '' });
    wire.stream.write(EXECUTE_AND_SYNC);
    return null;
  }

  handleRowDescription({ fields }: { fields: readonly Field[] }): void {
    this.#columns = {
      names: fields.map((field) => field.name),
      parsers: fields.map((field) => columnTypes.getTypeParser(field.dataTypeID, 'text')),
      blank: Object.fromEntries(fields.map((field) => [field.name, null])),
    };
    this.#described.set(this.name, this.#columns);
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    if (this.#isScope || this.#unreadable) return;
    const { names, parsers, blank } = this.#columns ?? NO_COLUMNS;
    const row: Record<string, unknown> = { ...blank };
    try {
      for (let i = 0; i < names.length; i++) {
        const text = fields[i] as string | null;
        if (text !== null) row[names[i] as string] = parsers[i]?.(text);
      }
    } catch (error) {
      this.#unreadable = error as Error;
      return;
    }
    this.#rows.push(row);
  }

  handleCommandComplete(): void {
    if (this.#isScope) this.#isScope = false;
    else if (!this.#columns) this.#described.set(this.name, NO_COLUMNS);
  }

  handleEmptyQuery(): void {}

  handleError(error: Error): void {
    this.callback(error);
  }

  handleReadyForQuery(): void {
    if (this.#unreadable) this.callback(this.#unreadable);
    else this.callback(null, this.#rows);
  }
}

// A pipelining client takes no queries but its own: others might keep a portal open across its turn.
Object.setPrototypeOf(LaneQuery.prototype, pg.Query.prototype);

/**
 * Sends a prepared statement; `described` belongs to that connection. With a `scope`, which needs `SET_SCOPE` to have been
 * sent over it before, the statement runs under it alone: that is for connections without an open transaction.
 */
export function sendStatement<Row>(
  client: pg.ClientBase,
  statement: Statement<Row>,
  params: readonly unknown[],
  described: DescribedColumns,
  scope?: string,
): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const query = new LaneQuery(statement, params, described, scope, (error, rows) => {
      if (error) reject(error);
      else resolve(rows as Row[]);
    });
    client.query(query as unknown as pg.Query);
  });
}
