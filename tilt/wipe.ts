/** Forgets all data while the servers keep running: what Tilt's reset button does. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'nats';
import pg from 'pg';
import { databaseName, provisionDatabases } from './databases.ts';
import { restartFile, touch } from './restart-file.ts';
import { writeRunFile } from './run-file.ts';
import { seed } from './seed/seed.ts';
import type { Setup } from './setup.ts';

/** Drops the databases and streams, makes empty ones, has the hosts restarted, and seeds once they are back. */
export async function wipeAndSeed(setup: Setup, say: (step: string) => void): Promise<void> {
  say('databases');
  await dropDatabases(setup);
  await provisionDatabases(setup.adminUrl, setup.services, setup.keys.rolePasswords);
  say('streams');
  await deleteStreams(setup.natsUrl);
  await rm(join(setup.home, 'demo.json'), { force: true });
  say('restart');
  touch(restartFile(setup.home));
  await seedOnceUp(setup, say);
}

async function dropDatabases(setup: Setup): Promise<void> {
  const admin = new pg.Client({ connectionString: setup.adminUrl });
  admin.on('error', () => {});
  await admin.connect();
  try {
    for (const service of setup.services) {
      await admin.query(`drop database if exists ${databaseName(service)} with (force)`);
    }
  } finally {
    await admin.end();
  }
}

async function deleteStreams(url: string): Promise<void> {
  const connection = await connect({ servers: url });
  try {
    const manager = await connection.jetstreamManager();
    for await (const stream of manager.streams.list()) await manager.streams.delete(stream.config.name);
  } finally {
    await connection.close();
  }
}

/** The hosts need a moment to notice, to migrate and to answer again. */
async function seedOnceUp(setup: Setup, say: (step: string) => void): Promise<void> {
  const giveUp = Date.now() + 90_000;
  for (;;) {
    try {
      const demo = await seed(setup, say);
      writeRunFile(setup, demo);
      return;
    } catch (error) {
      if (Date.now() > giveUp) throw error;
      say('waiting for the services');
      await sleep(2000);
    }
  }
}
