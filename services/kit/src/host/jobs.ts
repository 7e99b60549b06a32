import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../data/db.ts';
import { type JobLock, openJobLock } from './job-lock.ts';
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
  const lock = openJobLock(db);
  const loops = jobs.map((job) => repeat(job, lock, log, stopping.signal));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await lock.close().catch(() => undefined);
    },
  };
}

async function repeat(job: Job, lock: JobLock, log: Logger, signal: AbortSignal): Promise<void> {
  await pause(Math.random() * Math.min(job.everyMs, MAX_HEAD_START_MS), signal);
  while (!signal.aborted) {
    try {
      await (job.exclusive ? lock.alone(job.name, signal, (held) => job.run(held)) : job.run(signal));
    } catch (error) {
      if (!signal.aborted)
        log.error({ err: error, job: job.name }, 'a job failed; its next round comes as usual');
    }
    await pause(job.everyMs, signal);
  }
}

/** Ends early, and all the same well, when the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal }).catch(() => undefined);
}
