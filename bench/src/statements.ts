import { connectDatabase } from './connect-database.ts';

/** Counts the SQL statements of a run, over all databases of the cluster, by pg_stat_statements. */
export interface StatementCounter {
  reset(): Promise<void>;
  /** Statements since the reset; and the most costly ones, in microseconds of execution each. */
  read(): Promise<{ calls: number; top: { query: string; calls: number; meanUs: number }[] }>;
  /** Mean execution time in microseconds of the statements that begin so; NaN if there were none. */
  meanUs(beginning: string): Promise<number>;
  close(): Promise<void>;
}

/** Opens the counter as a superuser; undefined where the extension is not loaded. */
export async function openStatementCounter(adminUrl: string): Promise<StatementCounter | undefined> {
  const client = await connectDatabase(adminUrl);
  try {
    await client.query('create extension if not exists pg_stat_statements');
    await client.query('select count(*) from pg_stat_statements');
  } catch {
    await client.end();
    return undefined;
  }
  const own = `query not ilike '%pg_stat_statements%' and query not like '%/* bench */%' and query not ilike 'begin%' and query not ilike 'commit%'`;
  return {
    reset: async () => {
      await client.query('select pg_stat_statements_reset()');
    },
    read: async () => {
      const sum = await client.query(
        `select coalesce(sum(calls), 0)::float8 as calls from pg_stat_statements where ${own}`,
      );
      const top = await client.query(
        `select left(regexp_replace(query, '\\s+', ' ', 'g'), 90) as query, calls::float8 as calls, mean_exec_time * 1000 as mean
           from pg_stat_statements where ${own} order by total_exec_time desc limit 12`,
      );
      return {
        calls: sum.rows[0]?.calls ?? 0,
        top: top.rows.map(({ query, calls, mean }) => ({ query, calls, meanUs: mean })),
      };
    },
    meanUs: async (beginning) => {
      const { rows } = await client.query(
        `select sum(total_exec_time) * 1000 / sum(calls) as mean from pg_stat_statements where query like $1 || '%'`,
        [beginning],
      );
      return Number(rows[0]?.mean ?? Number.NaN);
    },
    close: () => client.end(),
  };
}
