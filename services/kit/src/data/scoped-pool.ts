import pg from 'pg';
import { isDatabaseAway } from './db-errors.ts';
import { scopeSetting } from './scope.ts';
import { currentScope } from './scope-context.ts';

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

const SET_SCOPE = { name: 'sippy_set_scope', text: `select set_config('sippy.scope', $1, false)` };
const scopes = new WeakMap<object, string>();

/**
 * A pool whose connections are under the scope of whoever takes one (`withScope`, else the current call, else none),
 * so that Prisma cannot see past row-level security. A connection given back inside a transaction is closed.
 */
export class ScopedPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    const taken = takeScoped(() => super.connect());
    if (!callback) return taken;
    taken.then(
      (client) => callback(undefined, client, (error) => client.release(error as Error | undefined)),
      (error) => callback(error as Error, undefined, () => undefined),
    );
    return undefined;
  }

  /** A connection under whichever scope it was last: for one that sets its own inside a transaction. */
  async takeBare(): Promise<pg.PoolClient> {
    const client = await super.connect();
    guardRelease(client);
    return client;
  }
}

/** Connections that the server may have ended while they were idle, and are tried before that is believed of all. */
const TRIES = 3;

async function takeScoped(take: () => Promise<pg.PoolClient>): Promise<pg.PoolClient> {
  const scope = scopeSetting(currentScope());
  for (let left = TRIES; ; left--) {
    const client = await take();
    guardRelease(client);
    if (scopes.get(client) === scope) return client;
    scopes.delete(client);
    try {
      await client.query({ ...SET_SCOPE, values: [scope] });
    } catch (error) {
      client.release(error as Error);
      if (left > 1 && isDatabaseAway(error)) continue;
      throw error;
    }
    scopes.set(client, scope);
    return client;
  }
}

/** A connection that is given back in the middle of a transaction, or failed in one, is not used again as it is. */
function guardRelease(client: pg.PoolClient): void {
  const release = client.release;
  client.release = (error?: Error | boolean) => {
    const status = (client as unknown as { getTransactionStatus(): string | null }).getTransactionStatus();
    release.call(client, error ?? (status !== null && status !== 'I' ? true : undefined));
  };
}
