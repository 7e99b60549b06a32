import type { Logger } from 'pino';
import type { Database } from './db.ts';
import type { Job } from './service.ts';

/** Runs a service's jobs until stopped. */
export interface RunningJobs {
  /** Resolves when no round is under way any more. */
  stop(): Promise<void>;
}

/** First round after a start comes within this time, so that hosts do not all begin at once. */
const MAX_HEAD_START_MS = 1000;

/** Starts the jobs of a service. */
export function startJobs(jobs: readonly Job[], db: Database, log: Logger): RunningJobs {
  const stopping = new AbortController();
  const loops = jobs.map((job) => repeat(job, db, log, stopping.signal));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function repeat(job: Job, db: Database, log: Logger, signal: AbortSignal): Promise<void> {
  await pause(Math.random() * Math.min(job.everyMs, MAX_HEAD_START_MS), signal);
  while (!signal.aborted) {
    try {
      await (job.exclusive ? alone(job, db, signal) : job.run(signal));
    } catch (error) {
      if (!signal.aborted)
        log.error({ err: error, job: job.name }, 'a job failed; its next round comes as usual');
    }
    await pause(job.everyMs, signal);
  }
}

/** One host at a time; the others skip the round. */
async function alone(job: Job, db: Database, signal: AbortSignal): Promise<void> {
  const session = await db.connect();
  try {
    const { rows } = await session.query<{ held: boolean }>(
      'select pg_try_advisory_lock(727273, hashtext($1)) as held',
      [job.name],
    );
    if (rows[0]?.held) await job.run(signal);
  } finally {
    await session.end().catch(() => undefined);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
