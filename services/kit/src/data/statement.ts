/** One SQL statement with a name: it is prepared once per connection. `Row` is what it returns. */
export interface Statement<Row> {
  readonly name: string;
  readonly text: string;
  /** It writes to the event table, so the relay is woken after it. */
  readonly appends: boolean;
  /** Never set: carries the row's type. */
  readonly row?: Row;
}

const names = new Map<string, string>();

/**
 * Names a statement. The name must be unique in the process for its text: `<service>_<what>`.
 * Throws if the name is taken by another text or longer than PostgreSQL's 63 bytes.
 */
export function statement<Row extends object>(name: string, text: string): Statement<Row> {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new Error(`not a name for a statement: ${name}`);
  const other = names.get(name);
  if (other !== undefined && other !== text) throw new Error(`two statements are called ${name}`);
  names.set(name, text);
  return { name, text, appends: /\binsert\s+into\s+event\b/i.test(text) };
}

/** A value for a jsonb parameter: arrays stay JSON (pg would make them SQL arrays), bigints become strings. */
export function json(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part));
}
