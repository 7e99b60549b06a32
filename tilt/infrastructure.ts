/** PostgreSQL, NATS and Valkey for whoever needs them all at once: tests, benchmarks. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { natsServer, natsUrl } from './infrastructure/nats.ts';
import { postgresServer, postgresUrl } from './infrastructure/postgres.ts';
import { freePort, type RunningServer, startServer } from './infrastructure/server.ts';
import { valkeyServer, valkeyUrl } from './infrastructure/valkey.ts';
import { socketFolder } from './paths.ts';
import { locateTool } from './tools.ts';

/** Where the three run and how careful they are. */
export interface InfrastructureOptions {
  /** Folder for data, logs and sockets; made if absent. */
  folder: string;
  /** False for data that may be lost (tests): fsync off, and all of it is gone when this process is. */
  durable: boolean;
  /** Ports; a free one each where none is given. */
  ports?: { postgres?: number; nats?: number; natsMonitor?: number; valkey?: number };
  /** Password of the PostgreSQL superuser; must stay the same for the same folder. Random if absent. */
  password?: string;
  maxConnections?: number;
  /** Further PostgreSQL settings, `name=value`. */
  settings?: readonly string[];
}

/** Three running servers. */
export interface Infrastructure {
  /** As the superuser `postgres`, over the unix socket. */
  postgresUrl: string;
  natsUrl: string;
  redisUrl: string;
  /** Folder of the unix sockets, private to this user. */
  socketFolder: string;
  servers: { postgres: RunningServer; nats: RunningServer; valkey: RunningServer };
  /** Ends all three; resolves when their processes are gone. */
  stop(): Promise<void>;
}

/** Starts PostgreSQL, NATS and Valkey and waits until each answers. Leaves nothing running if one fails. */
export async function startInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  await mkdir(options.folder, { recursive: true });
  const sockets = socketFolder(options.folder);
  const specs = await describe(options, sockets);
  const started: RunningServer[] = [];
  const start = async (spec: (typeof specs)['postgres']['spec']) => {
    const server = await startServer(spec, join(options.folder, 'logs', `${spec.name}.log`));
    started.push(server);
    return server;
  };
  let release = () => {};
  const stop = async () => {
    release();
    await Promise.all(started.map((s) => s.stop()));
  };
  const results = await Promise.allSettled([
    start(specs.postgres.spec),
    start(specs.nats.spec),
    start(specs.valkey.spec),
  ]);
  const [postgres, nats, valkey] = results;
  if (postgres.status === 'rejected' || nats.status === 'rejected' || valkey.status === 'rejected') {
    await stop();
    throw results.find((r) => r.status === 'rejected')?.reason;
  }
  if (!options.durable) release = endWithThisProcess(options.folder, started);
  return {
    postgresUrl: specs.postgres.url,
    natsUrl: specs.nats.url,
    redisUrl: specs.valkey.url,
    socketFolder: sockets,
    servers: { postgres: postgres.value, nats: nats.value, valkey: valkey.value },
    stop,
  };
}

async function describe(options: InfrastructureOptions, sockets: string) {
  const [nats, valkey] = await Promise.all([locateTool('nats'), locateTool('valkey')]);
  const ports = options.ports ?? {};
  const postgres = {
    folder: join(options.folder, 'postgres'),
    port: ports.postgres ?? (await freePort()),
    socketFolder: sockets,
    password: options.password ?? randomBytes(24).toString('base64url'),
    durable: options.durable,
    ...(options.maxConnections === undefined ? {} : { maxConnections: options.maxConnections }),
    ...(options.settings === undefined ? {} : { settings: options.settings }),
  };
  const natsOptions = {
    binary: nats.path,
    folder: join(options.folder, 'nats'),
    port: ports.nats ?? (await freePort()),
    monitorPort: ports.natsMonitor ?? (await freePort()),
  };
  const valkeyOptions = {
    binary: valkey.path,
    folder: join(options.folder, 'valkey'),
    port: ports.valkey ?? (await freePort()),
  };
  return {
    postgres: { spec: postgresServer(postgres), url: postgresUrl(postgres) },
    nats: { spec: natsServer(natsOptions), url: natsUrl(natsOptions.port) },
    valkey: { spec: valkeyServer(valkeyOptions), url: valkeyUrl(valkeyOptions.port) },
  };
}

/**
 * Has the servers ended and their folder removed once this process is gone, however it went: a shell
 * waits at the other end of a pipe that only this process holds open. Returns what calls that off.
 */
function endWithThisProcess(folder: string, servers: readonly RunningServer[]): () => void {
  const script = 'folder=$1; shift; cat >/dev/null; kill -INT "$@"; sleep 3; kill -9 "$@"; rm -rf "$folder"';
  const pids = servers.map((s) => String(s.child.pid));
  const waiter = spawn('sh', ['-c', script, 'sippy-waiter', folder, ...pids], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  waiter.unref();
  (waiter.stdin as Socket).unref();
  return () => waiter.kill('SIGKILL');
}
