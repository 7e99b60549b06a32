import pg from 'pg';

/** The services' databases, opened for reading by the auditor, who sees every organisation. */
export interface Books {
  /** Names of the services whose databases are at hand. */
  readonly services: readonly string[];
  /** Rows of a query in one service's database. */
  rows<Row extends object>(service: string, sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /**
   * Rows of a large table in the order of their key, some thousand at a time. `sql` selects the key as `key` (text), has
   * the condition `… > $1` on it and ends with `order by … limit $2`.
   */
  scan<Row extends { key: string }>(service: string, sql: string): AsyncGenerator<Row>;
  close(): Promise<void>;
}

const pageSize = 5000;
const firstKey = '00000000-0000-0000-0000-000000000000';

/** Opens the databases; nothing can be changed through them. */
export function openBooks(urls: Readonly<Record<string, string>>): Books {
  const types: pg.CustomTypesConfig = {
    getTypeParser: ((oid: number, format?: 'text') =>
      oid === pg.types.builtins.INT8
        ? BigInt
        : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
  };
  const pools = new Map(
    Object.entries(urls).map(([service, connectionString]) => [
      service,
      new pg.Pool({ connectionString, max: 2, types, options: '-c default_transaction_read_only=on' }),
    ]),
  );
  const rows = async <Row extends object>(service: string, sql: string, params: readonly unknown[] = []) => {
    const pool = pools.get(service);
    if (!pool) throw new Error(`the database of ${service} is not at hand`);
    return (await pool.query<Row>(sql, [...params])).rows;
  };
  return {
    services: [...pools.keys()],
    rows,
    async *scan<Row extends { key: string }>(service: string, sql: string) {
      for (let after = firstKey; ; ) {
        const page = await rows<Row>(service, sql, [after, pageSize]);
        yield* page;
        const last = page.at(-1);
        if (!last || page.length < pageSize) return;
        after = last.key;
      }
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

/** Walks through two tables that are sorted by the same key, side by side; what one lacks is undefined. */
export async function* sideBySide<A extends { key: string }, B extends { key: string }>(
  left: AsyncGenerator<A>,
  right: AsyncGenerator<B>,
): AsyncGenerator<{ key: string; left: A | undefined; right: B | undefined }> {
  let a = await left.next();
  let b = await right.next();
  while (!a.done || !b.done) {
    const aKey = a.done ? undefined : a.value.key;
    const bKey = b.done ? undefined : b.value.key;
    const takeLeft = aKey !== undefined && (bKey === undefined || aKey <= bKey);
    const takeRight = bKey !== undefined && (aKey === undefined || bKey <= aKey);
    yield {
      key: (takeLeft ? aKey : bKey) ?? '',
      left: takeLeft && !a.done ? a.value : undefined,
      right: takeRight && !b.done ? b.value : undefined,
    };
    if (takeLeft) a = await left.next();
    if (takeRight) b = await right.next();
  }
}
