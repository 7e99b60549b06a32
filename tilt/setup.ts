/** All that must be decided before anything can start: home, ports, keys, tools, addresses. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { databaseUrls, type ServiceDatabase } from './databases.ts';
import { sippyHome } from './home.ts';
import { natsUrl } from './infrastructure/nats.ts';
import { postgresUrl } from './infrastructure/postgres.ts';
import { valkeyUrl } from './infrastructure/valkey.ts';
import { type Keys, provideKeys } from './keys.ts';
import { projectRoot, socketFolder } from './paths.ts';
import { choosePorts, keptPorts, type Ports, type TakenPort, wishedPorts } from './ports.ts';
import { bundledHost } from './service-bundle.ts';
import { locateTool, type ToolName } from './tools.ts';

/** One process for all services, or one each. */
export type Hosting = 'together' | 'apart';

/** What is decided. */
export interface Setup {
  home: string;
  hosting: Hosting;
  /** Names of the services, sorted. */
  services: string[];
  /** File that hosts services, from the root of the project. */
  hostFile: string;
  sockets: string;
  ports: Ports;
  taken: TakenPort[];
  keys: Keys;
  tools: Partial<Record<ToolName, string>>;
  /** Whether PostgreSQL, NATS and Valkey are ours to start; not, where the environment gives a URL. */
  starts: { postgres: boolean; nats: boolean; valkey: boolean };
  /** As a role that may make databases and roles. */
  adminUrl: string;
  natsUrl: string;
  redisUrl: string;
  databases: Record<string, ServiceDatabase>;
  /** Where people and clients reach the gateway. */
  gatewayUrl: string;
  env: NodeJS.ProcessEnv;
}

/** How to decide. */
export interface SetupOptions {
  hosting: Hosting;
  env?: NodeJS.ProcessEnv;
  /** Take the ports as they were chosen before: for looking at, or joining, what already runs. */
  keepPorts?: boolean;
  /** Run the services' sources, which may change meanwhile, instead of their bundle. */
  fromSources?: boolean;
}

/** Names of the services in this checkout: the folders of `services/` with a `src/main.ts`. */
export function serviceNames(): string[] {
  const folder = join(projectRoot, 'services');
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'src', 'main.ts')))
    .sort();
}

/** Decides where everything is. Makes keys and finds or fetches tools on the way, starts nothing. */
export async function describeSetup(options: SetupOptions): Promise<Setup> {
  const env = options.env ?? process.env;
  const home = sippyHome(env);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const services = serviceNames();
  const starts = { postgres: !env.DATABASE_URL, nats: !env.NATS_URL, valkey: !env.REDIS_URL };
  const names = portNames(services);
  const kept = keptPorts(home);
  const known = options.keepPorts && names.every((name) => kept[name] !== undefined);
  const { ports, taken } = known
    ? { ports: kept, taken: [] }
    : await choosePorts(home, names, wishedPorts(env));
  const keys = provideKeys(home, services, ['host', ...services]);
  const sockets = socketFolder(home);
  const port = (name: string) => portOf(ports, name);
  const adminUrl =
    env.DATABASE_URL ??
    postgresUrl({ port: port('postgres'), socketFolder: sockets, password: keys.postgresPassword });
  return {
    home,
    hosting: options.hosting,
    services,
    hostFile: options.fromSources ? 'services/host.ts' : bundledHost(),
    sockets,
    ports,
    taken,
    keys,
    tools: await locateTools(starts, env),
    starts,
    adminUrl,
    natsUrl: env.NATS_URL ?? natsUrl(port('nats')),
    redisUrl: env.REDIS_URL ?? valkeyUrl(port('valkey')),
    databases: databaseUrls(adminUrl, services, keys.rolePasswords),
    gatewayUrl: `http://localhost:${port('gateway')}`,
    env,
  };
}

/** The port of that name; throws if none was chosen. */
export function portOf(ports: Ports, name: string): number {
  const port = ports[name];
  if (port === undefined) throw new Error(`No port was chosen for ${name}.`);
  return port;
}

function portNames(services: readonly string[]): string[] {
  const edge = ['gateway', 'gateway-metrics', 'static'];
  const sandbox = ['sandbox-web', 'sandbox-smtp', 'sandbox-stripe'];
  const infrastructure = ['postgres', 'nats', 'nats-monitor', 'valkey'];
  return [...edge, ...sandbox, ...infrastructure, 'host-metrics', ...services.map((s) => `${s}-metrics`)];
}

async function locateTools(
  starts: Setup['starts'],
  env: NodeJS.ProcessEnv,
): Promise<Partial<Record<ToolName, string>>> {
  const wanted: ToolName[] = [
    'envoy',
    ...(starts.nats ? ['nats' as const] : []),
    ...(starts.valkey ? ['valkey' as const] : []),
  ];
  const found = await Promise.all(
    wanted.map(async (name) => [name, (await locateTool(name, env)).path] as const),
  );
  return Object.fromEntries(found);
}
