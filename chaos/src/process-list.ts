/** The process list of `tilt/`, changed as a scenario needs it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersHttp, freePort } from '@sippy/tilt/infrastructure/server';
import { type Process, processesOf } from '@sippy/tilt/processes';
import type { Hosting, Setup } from '@sippy/tilt/setup';
import type { TcpProxy } from './tcp-proxy.ts';

/** What a scenario needs of the system it breaks. */
export interface SystemNeeds {
  hosting?: Hosting;
  /** Hosts reach NATS and Valkey through a proxy that can cut, freeze and slow it. */
  proxied?: boolean;
  /** A second host beside the first, both behind the gateway. */
  twoHosts?: boolean;
  /** PostgreSQL may archive its WAL; what it does with it is set later. */
  archiving?: boolean;
  /** The gateway's rate limits are the product's; otherwise they are raised, since one client plays many tills. */
  limited?: boolean;
  /** The gateway takes bodies of any size. */
  anyBody?: boolean;
  /** Everything that is kept lies on a disk of this size. */
  diskMiB?: number;
  /** Added to the environment of the hosts. */
  env?: Readonly<Record<string, string>>;
}

/** The processes of a system; hosts go through the proxies where there are any. */
export async function processesFor(
  setup: Setup,
  needs: SystemNeeds,
  proxies: { nats?: TcpProxy; valkey?: TcpProxy },
): Promise<Process[]> {
  const processes = processesOf({
    ...setup,
    ...(proxies.nats ? { natsUrl: `nats://127.0.0.1:${proxies.nats.port}` } : {}),
    ...(proxies.valkey ? { redisUrl: `redis://127.0.0.1:${proxies.valkey.port}` } : {}),
  }).map((part) => withEnvironment(part, { LOG_LEVEL: 'info', ...needs.env }));
  if (needs.archiving) allowArchiving(processes);
  if (needs.anyBody) takeAnyBody(setup, processes);
  if (needs.twoHosts) addHost(setup, processes, await freePort());
  return processes;
}

/** The part with more in its environment, if it hosts services. */
export function withEnvironment(part: Process, env: Readonly<Record<string, string>>): Process {
  if (part.label !== 'services') return part;
  return { ...part, spec: { ...part.spec, env: { ...part.spec.env, ...env } } };
}

function allowArchiving(processes: readonly Process[]): void {
  const part = processes.find(({ name }) => name === 'postgres');
  if (!part) throw new Error('there is no PostgreSQL of ours to archive');
  part.spec = { ...part.spec, args: [...part.spec.args, '-c', 'archive_mode=on'] };
}

/** Puts a second host into the list, and into what the gateway knows of the first. */
function addHost(setup: Setup, processes: Process[], opsPort: number): void {
  const first = processes.find((part) => part.name === 'host');
  const gateway = processes.find((part) => part.name === 'gateway');
  if (!first || !gateway) throw new Error('there is no host to double');
  const socket = join(setup.sockets, 'host-b.sock');
  const addresses = { HOST_LISTEN: `unix:${socket}`, METRICS_PORT: `${opsPort}` };
  const healthUrl = `http://127.0.0.1:${opsPort}/readyz`;
  const second = {
    ...first.spec,
    name: 'host-b',
    env: { ...first.spec.env, ...addresses },
    healthUrl,
    ready: () => answersHttp(healthUrl),
  };
  processes.splice(processes.indexOf(first) + 1, 0, { ...first, name: 'host-b', spec: second });
  changeConfig(setup, gateway, (text) => {
    const config = JSON.parse(text) as EnvoyConfig;
    const host = config.static_resources.clusters.find((cluster) => cluster.name === 'host');
    host?.load_assignment.endpoints[0]?.lb_endpoints.push({
      endpoint: { address: { pipe: { path: socket } } },
    });
    return JSON.stringify(config);
  });
}

/** Takes away what bounds a body, and what is kept of it. */
function takeAnyBody(setup: Setup, processes: readonly Process[]): void {
  const gateway = processes.find((part) => part.name === 'gateway');
  if (!gateway) throw new Error('there is no gateway');
  changeConfig(setup, gateway, (text) =>
    text.replace(
      /"(max_request_bytes|max_request_body_size|per_connection_buffer_limit_bytes)":\s*\d+/g,
      '"$1": 2147483647',
    ),
  );
}

/** Has the gateway start with a configuration other than the contracts give it. */
function changeConfig(setup: Setup, gateway: Process, change: (text: string) => string): void {
  const { prepare } = gateway.spec;
  const file = join(setup.home, 'gateway', 'envoy.json');
  gateway.spec = {
    ...gateway.spec,
    prepare: async () => {
      await prepare?.();
      writeFileSync(file, change(readFileSync(file, 'utf8')));
    },
  };
}

interface EnvoyConfig {
  static_resources: {
    clusters: { name: string; load_assignment: { endpoints: { lb_endpoints: object[] }[] } }[];
  };
}
