import pg from 'pg';
import type { OwnSystem } from './own-system.ts';

/** The services' databases as their administrator sees them: for comparing, and for taking protections away. */
export interface Databases {
  readonly services: readonly string[];
  /** Rows of a query; int8 comes as bigint. */
  rows<Row extends object>(service: string, sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** One connection that stays, for locks and settings of a session. */
  session(service: string): Promise<pg.Client>;
  close(): Promise<void>;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === pg.types.builtins.INT8
      ? BigInt
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

/** Opens nothing yet: connections come with the first query and are made again when they are lost. */
export function openDatabases(system: OwnSystem): Databases {
  const urls = new Map(
    Object.entries(system.run.auditUrls).map(([service, audit]) => {
      const url = new URL(system.setup.adminUrl);
      url.pathname = new URL(audit).pathname;
      return [service, url.href];
    }),
  );
  const urlOf = (service: string) => {
    const url = urls.get(service);
    if (!url) throw new Error(`there is no database of ${service}`);
    return url;
  };
  const pools = new Map<string, pg.Pool>();
  const poolOf = (service: string) => {
    const known = pools.get(service);
    if (known) return known;
    const pool = new pg.Pool({ connectionString: urlOf(service), max: 2, types });
    // What is lost while idle is opened again by the next query.
    pool.on('error', () => {});
    pools.set(service, pool);
    return pool;
  };
  return {
    services: [...urls.keys()],
    rows: async <Row extends object>(service: string, sql: string, params: readonly unknown[] = []) =>
      (await poolOf(service).query<Row>(sql, [...params])).rows,
    session: async (service) => {
      const client = new pg.Client({ connectionString: urlOf(service), types });
      client.on('error', () => {});
      await client.connect();
      return client;
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}
