import pg from 'pg';
import { toParameter } from './lane-value.ts';
import type { Statement } from './statement.ts';

/** What of pg's connection and query this builds on. */
interface Wire {
  parsedStatements: Record<string, string | undefined>;
  bind(config: { portal: string; statement: string; values: readonly unknown[] }): void;
  execute(config: { portal: string; rows: number }): void;
  sync(): void;
}

interface QueryInside {
  name: string;
  text: string;
  values: readonly unknown[];
  callback: (error: Error | null | undefined, result: { rows: unknown[] }) => void;
  _result: { addFields(fields: readonly unknown[]): void };
  _accumulateRows: boolean;
}

/** The columns of each prepared statement of a connection, as the server described them the first time. */
export type DescribedColumns = Map<string, readonly unknown[]>;

const Base = pg.Query as unknown as new (config: {
  text: string;
}) => QueryInside & {
  prepare(wire: Wire): void;
  handleRowDescription(message: { fields: readonly unknown[] }): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
};

/**
 * A prepared statement whose columns are asked for once per connection, not each time: on a short statement that is a
 * fifth of the work on both sides. Nothing else differs from pg's own query.
 */
class LaneQuery extends Base {
  readonly #described: DescribedColumns;

  constructor(
    statement: Statement<unknown>,
    params: readonly unknown[],
    described: DescribedColumns,
    callback: QueryInside['callback'],
  ) {
    super({ text: statement.text });
    this.name = statement.name;
    this.values = params.map(toParameter);
    this.callback = callback;
    this.#described = described;
  }

  override prepare(wire: Wire): void {
    const prepared = wire.parsedStatements[this.name] !== undefined;
    const columns = prepared ? this.#described.get(this.name) : undefined;
    if (columns === undefined) {
      super.prepare(wire);
      return;
    }
    wire.bind({ portal: '', statement: this.name, values: this.values });
    this._result.addFields(columns);
    this._accumulateRows = true;
    wire.execute({ portal: '', rows: 0 });
    wire.sync();
  }

  override handleRowDescription(message: { fields: readonly unknown[] }): void {
    this.#described.set(this.name, message.fields);
    super.handleRowDescription(message);
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (!this.#described.has(this.name)) this.#described.set(this.name, []);
    super.handleCommandComplete(message, wire);
  }
}

/** Sends a prepared statement; `described` belongs to that connection. */
export function sendStatement<Row>(
  client: pg.ClientBase,
  statement: Statement<Row>,
  params: readonly unknown[],
  described: DescribedColumns,
): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const query = new LaneQuery(statement, params, described, (error, result) => {
      if (error) reject(error);
      else resolve(result.rows as Row[]);
    });
    client.query(query as unknown as pg.Query);
  });
}
