import pg from 'pg';

/** Connects to a database. A connection that is lost says so to whoever uses it next. */
export async function connectDatabase(
  url: string | undefined,
  settings: pg.ClientConfig = {},
): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, ...settings });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Runs statements one after another over a connection of their own; returns the rows of the last. */
export async function runStatements(
  url: string,
  ...statements: readonly string[]
): Promise<Record<string, unknown>[]> {
  const client = await connectDatabase(url);
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}
