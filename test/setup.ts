/** Starts PostgreSQL, NATS and Valkey once for a whole run of tests, on free ports and on data that is thrown away. */
import { accessSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { provisionRoles, rolePasswords } from '../tilt/databases.ts';
import { startInfrastructure } from '../tilt/infrastructure.ts';
import { projectRoot } from '../tilt/paths.ts';
import { claimFolder, sweepLeftovers } from './leftovers.ts';
import { offerSharedSystem } from './shared-system.ts';

/** Services that only tests know. */
const TEST_SERVICES = ['alpha', 'beta'];

const PREFIX = 'sippy-test-';

/** What tests start finds what was compiled for them before, in this run or in an earlier one. */
const compileCache = join(projectRoot, '.sippy', 'cache', 'node');

/** vitest calls this before the first test file, and what it returns after the last. */
export async function setup(): Promise<() => Promise<void>> {
  process.env.NODE_COMPILE_CACHE ??= compileCache;
  sweepLeftovers(memoryFolder(), PREFIX);
  const folder = mkdtempSync(join(memoryFolder(), PREFIX));
  const infrastructure = await startInfrastructure({
    folder,
    durable: false,
    maxConnections: 400,
    settings: ['max_locks_per_transaction=256', 'log_min_messages=fatal'],
  });
  const { postgres, nats, valkey } = infrastructure.servers;
  claimFolder(
    folder,
    [postgres, nats, valkey].map((server) => server.child.pid),
  );
  const services = [
    ...TEST_SERVICES,
    ...readdirSync(join(projectRoot, 'services'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'kit')
      .map((entry) => entry.name),
  ];
  const passwords = rolePasswords(services);
  const admin = new pg.Client({ connectionString: infrastructure.postgresUrl });
  await admin.connect();
  await provisionRoles(admin, services, passwords);
  await admin.end();
  process.env.SIPPY_TEST_POSTGRES_URL = infrastructure.postgresUrl;
  process.env.SIPPY_TEST_PASSWORDS = JSON.stringify(passwords);
  process.env.SIPPY_TEST_NATS_URL = infrastructure.natsUrl;
  process.env.SIPPY_TEST_REDIS_URL = infrastructure.redisUrl;
  const stopSharedSystem = await offerSharedSystem(folder);
  return async () => {
    await stopSharedSystem();
    await infrastructure.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Memory where the system offers it as a folder: making a database takes a tenth of the time there. */
function memoryFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}
