import type pg from 'pg';
import type { Database } from '../data/db.ts';

/** Decides which host runs a round of an exclusive job, by advisory locks in the service's database. */
export interface JobLock {
  /**
   * Runs `work` unless another host is at it. Its signal ends with `signal`, and with the connection that holds the lock:
   * from then on another host may begin.
   */
  alone(name: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

interface Session {
  readonly client: pg.Client;
  /** Aborted once the connection is gone. */
  readonly lost: AbortSignal;
  /** Settles when the connection is free for the next question. */
  free: Promise<unknown>;
}

/** A connection that nobody has needed for so long is closed: most jobs run far more often, some only daily. */
const IDLE_MS = 60_000;
/** A connection that does not answer within this time is given up. */
const ANSWER_MS = 10_000;

/**
 * Holds the locks of a service's jobs on one connection, made when first needed and again after a loss: connecting costs
 * PostgreSQL more than most rounds do. A transaction would not do, since an open one holds back all windows on events.
 */
export function openJobLock(db: Database, idleMs = IDLE_MS): JobLock {
  let kept: Promise<Session> | undefined;
  let users = 0;
  let idle: NodeJS.Timeout | undefined;

  const take = (): Promise<Session> => {
    if (kept) return kept;
    const forget = () => {
      if (kept === opening) kept = undefined;
    };
    const opening = db.connect().then((client) => {
      const lost = new AbortController();
      client.once('end', () => {
        lost.abort(new Error('the connection that held the lock is gone'));
        forget();
      });
      return { client, lost: lost.signal, free: Promise.resolve() };
    });
    opening.catch(forget);
    kept = opening;
    return opening;
  };
  const close = async () => {
    clearTimeout(idle);
    const ending = kept;
    kept = undefined;
    await ending?.then(
      ({ client }) => client.end(),
      () => undefined,
    );
  };
  const ask = async (session: Session, call: string, name: string): Promise<boolean> => {
    try {
      const query: pg.QueryConfig & { query_timeout: number } = {
        text: `select ${call}(727273, hashtext($1)) as yes`,
        values: [name],
        query_timeout: ANSWER_MS,
      };
      const answer = session.free.then(() => session.client.query<{ yes: boolean }>(query));
      session.free = answer.catch(() => undefined);
      const { rows } = await answer;
      return rows[0]?.yes === true;
    } catch (error) {
      // Whether the lock is held cannot be known any more; with the connection it is not.
      session.client.end().catch(() => undefined);
      throw error;
    }
  };
  return {
    async alone(name, signal, work) {
      clearTimeout(idle);
      users++;
      try {
        const session = await take();
        if (!(await ask(session, 'pg_try_advisory_lock', name))) return;
        try {
          await whileHeld(session, signal, work);
        } finally {
          if (!session.lost.aborted) await ask(session, 'pg_advisory_unlock', name).catch(() => undefined);
        }
      } finally {
        users--;
        if (users === 0) idle = setTimeout(() => void close().catch(() => undefined), idleMs).unref();
      }
    },
    close,
  };
}

async function whileHeld(
  { lost }: Session,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const round = new AbortController();
  const end = () => round.abort(signal.aborted ? signal.reason : lost.reason);
  signal.addEventListener('abort', end);
  lost.addEventListener('abort', end);
  try {
    if (signal.aborted || lost.aborted) end();
    await work(round.signal);
  } finally {
    signal.removeEventListener('abort', end);
    lost.removeEventListener('abort', end);
  }
  lost.throwIfAborted();
}
