import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/data/db.ts';
import { openJobLock } from '../../src/host/job-lock.ts';
import { startJobs } from '../../src/host/jobs.ts';
import type { Job } from '../../src/host/service.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';
import { endConnections, log, testDatabase, until } from '../fixtures.ts';

let db: Database;
let database: TestDatabase;
let connected = 0;
/** The database, counting how often somebody connects. */
let counted: Database;

beforeAll(async () => {
  ({ db, test: database } = await testDatabase());
  counted = {
    ...db,
    connect: () => {
      connected++;
      return db.connect();
    },
  };
});

const exclusive = (name: string, run: Job['run']): Job => ({ name, everyMs: 5, exclusive: true, run });
const holder = `application_name = 'sippy alpha own'`;

test('exclusive jobs of a host share one connection over all their rounds', async () => {
  connected = 0;
  const rounds = [0, 0];
  const jobs = startJobs(
    rounds.map((_, i) =>
      exclusive(`share-${i}`, async () => {
        rounds[i] = (rounds[i] ?? 0) + 1;
      }),
    ),
    counted,
    log,
  );
  await until(() => rounds.every((count) => count > 20));
  await jobs.stop();
  expect(connected).toBe(1);
});

test('never two hosts run an exclusive job at once, and each gets its turn', async () => {
  let running = 0;
  let most = 0;
  const turns = [0, 0, 0];
  const hosts = turns.map((_, i) =>
    startJobs(
      [
        exclusive('turns', async () => {
          most = Math.max(most, ++running);
          turns[i] = (turns[i] ?? 0) + 1;
          await sleep(3);
          running--;
        }),
      ],
      db,
      log,
    ),
  );
  await until(() => turns.every((count) => count > 3));
  await Promise.all(hosts.map((host) => host.stop()));
  expect(most).toBe(1);
});

test('a host that loses the connection of its lock is told to stop, and runs again on a new one', async () => {
  let rounds = 0;
  let told = false;
  const jobs = startJobs(
    [
      exclusive('lost', async (signal) => {
        if (++rounds > 1) return;
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        told = true;
      }),
    ],
    db,
    log,
  );
  await until(() => rounds === 1);
  expect(await endConnections(database, holder)).toBe(1);
  await until(() => rounds > 2);
  expect(told).toBe(true);
  await jobs.stop();
});

test('a job that fails gives its lock back', async () => {
  let rounds = 0;
  const failing = startJobs(
    [
      exclusive('fails', async () => {
        throw new Error('no');
      }),
    ],
    db,
    log,
  );
  const other = startJobs(
    [
      exclusive('fails', async () => {
        rounds++;
      }),
    ],
    db,
    log,
  );
  await until(() => rounds > 3);
  await Promise.all([failing.stop(), other.stop()]);
});

test('a connection that no job needs for a while is closed, and made again', async () => {
  connected = 0;
  const lock = openJobLock(counted, 20);
  const round = () => lock.alone('idle', new AbortController().signal, async () => undefined);
  await round();
  await sleep(60);
  expect(await endConnections(database, holder)).toBe(0);
  await round();
  expect(connected).toBe(2);
  await lock.close();
});
