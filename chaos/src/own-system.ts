/** A Sippy of the chaos run's own: its ports and its data are no one else's, and each of its processes can be ended and started. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisionDatabases } from '@sippy/tilt/databases';
import { generate, isGenerated } from '@sippy/tilt/generated';
import { answersHttp, freePort } from '@sippy/tilt/infrastructure/server';
import type { Label, Process } from '@sippy/tilt/processes';
import { endParts, isAlive, type Part, readRecord } from '@sippy/tilt/record';
import { type RunFile, writeRunFile } from '@sippy/tilt/run-file';
import { bundleServices } from '@sippy/tilt/service-bundle';
import { describeSetup, portOf, type Setup } from '@sippy/tilt/setup';
import { createSystem, logFileOf } from '@sippy/tilt/system';
import { processesFor, type SystemNeeds, withEnvironment } from './process-list.ts';
import { killTree, signalTree } from './process-tree.ts';
import { mountSmallDisk, unmountSmallDisk } from './small-disk.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** A running system. */
export interface OwnSystem {
  home: string;
  setup: Setup;
  run: RunFile;
  gatewayUrl: string;
  owner: { email: string; password: string };
  /** Names of the processes that host services. */
  hosts: readonly string[];
  /** Ways that can be broken; there with `proxied` only. */
  proxies: { nats?: TcpProxy; valkey?: TcpProxy };
  /** Number of a part's process as processes.json names it. */
  pidOf(name: string): number;
  /** Sends a signal to a part's process. */
  signal(name: string, signal: NodeJS.Signals): void;
  /** Sends a signal to a part's process and to all that descend from it. */
  signalTree(name: string, signal: NodeJS.Signals): void;
  /** Ends a part at once with all that descends from it; resolves when it is gone. */
  kill(name: string): Promise<void>;
  /** Starts a part that has ended; resolves with how many milliseconds it took to be ready. */
  start(name: string, env?: Readonly<Record<string, string>>): Promise<number>;
  /** Starts a second process like this host, on addresses of its own that nobody calls. */
  startTwin(host: string, env?: Readonly<Record<string, string>>): Promise<Twin>;
  /** Whether a part says that it is ready. */
  ready(name: string): Promise<boolean>;
  /** Parts that are not running although they should. */
  dead(): string[];
  /** Lets go of the processes: from now on others may end and start them. */
  release(): void;
  /** What a part has said since its log was this long. */
  log(name: string, from?: number): string;
  stop(): Promise<void>;
}

/** A second process of a host. */
export interface Twin {
  /** Where it serves /readyz and /metrics. */
  opsUrl: string;
  kill(): Promise<void>;
}

/** What starts at once: the gateway is ready when the services are. */
const before: readonly Label[] = ['infrastructure', 'sandbox'];
const after: readonly Label[] = ['services', 'edge'];

/** Starts all parts with the demo in a folder that is thrown away. */
export async function startOwnSystem(needs: SystemNeeds): Promise<OwnSystem> {
  if (!isGenerated()) await generate();
  await bundleServices();
  const home = mkdtempSync(join(tmpdir(), 'sippy-chaos-'));
  if (needs.diskMiB) mountSmallDisk(home, needs.diskMiB);
  const raised = needs.limited ? {} : { SIPPY_RATE_PER_SECOND: '1000000' };
  const env = { ...process.env, SIPPY_HOME: home, SIPPY_DEMO_SALES: 'no', ...raised };
  const setup = await describeSetup({ hosting: needs.hosting ?? 'together', env });
  const proxies = needs.proxied ? await proxy(setup) : {};
  const processes = await processesFor(setup, needs, proxies);
  const system = createSystem(setup, processes);
  const stop = async () => {
    const parts = partsOf(home);
    for (const part of parts) signalTree(part.pid, 'SIGCONT');
    // What others have started since is ended as well.
    await endParts(parts);
    await system.stop();
    await Promise.all(Object.values(proxies).map((one) => one.close()));
    if (needs.diskMiB) unmountSmallDisk(home);
    rmSync(home, { recursive: true, force: true });
  };
  const startAll = (labels: readonly Label[]) =>
    Promise.all(processes.filter((part) => labels.includes(part.label)).map((part) => system.start(part)));
  const find = (name: string): Process => {
    const found = processes.find((part) => part.name === name);
    if (!found) throw new Error(`there is no part ${name}`);
    return found;
  };
  try {
    await startAll(before);
    await provisionDatabases(setup.adminUrl, setup.services, setup.keys.rolePasswords);
    await startAll(after);
    // Loaded late: it needs what is generated from the contracts.
    const { seed } = await import('@sippy/tilt/seed/seed');
    const run = writeRunFile(setup, await seed(setup));
    const owner = run.demo?.logins.find((login) => login.role === 'OWNER');
    if (!owner) throw new Error('the seed made no owner');
    return {
      home,
      setup,
      run,
      gatewayUrl: setup.gatewayUrl,
      owner,
      hosts: processes.filter((part) => part.label === 'services').map((part) => part.name),
      proxies,
      pidOf: (name) => partOf(home, name).pid,
      signal: (name, signal) => process.kill(partOf(home, name).pid, signal),
      signalTree: (name, signal) => signalTree(partOf(home, name).pid, signal),
      kill: (name) => killTree(partOf(home, name)),
      start: async (name, extra = {}) => {
        const started = performance.now();
        await system.start(withEnvironment(find(name), extra));
        return performance.now() - started;
      },
      startTwin: async (host, extra = {}) => {
        const port = await freePort();
        const opsUrl = `http://127.0.0.1:${port}`;
        const { spec } = find(host);
        const part = { ...find(host), name: `${host}-twin-${port}` };
        const addresses = {
          HOST_LISTEN: `unix:${join(setup.sockets, part.name)}.sock`,
          METRICS_PORT: `${port}`,
        };
        await system.start({
          ...part,
          spec: {
            ...spec,
            name: part.name,
            env: { ...spec.env, ...addresses, ...extra },
            ready: () => answersHttp(`${opsUrl}/readyz`),
          },
        });
        return { opsUrl, kill: () => killTree(partOf(home, part.name)) };
      },
      ready: (name) => find(name).spec.ready(),
      dead: () => processes.map((part) => part.name).filter((name) => !isAlive(partOf(home, name))),
      release: system.release,
      log: (name, from = 0) => readFileSync(logFileOf(home, name)).subarray(from).toString('utf8'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function proxy(setup: Setup): Promise<OwnSystem['proxies']> {
  return {
    nats: await startTcpProxy({ port: portOf(setup.ports, 'nats') }),
    valkey: await startTcpProxy({ port: portOf(setup.ports, 'valkey') }),
  };
}

/** The record keeps every start: the last entry of a name is the one that runs. */
function partsOf(home: string): Part[] {
  const last = new Map((readRecord(home)?.parts ?? []).map((part) => [part.name, part]));
  return [...last.values()].filter(isAlive);
}

function partOf(home: string, name: string): Part {
  const part = readRecord(home)?.parts.findLast((one) => one.name === name);
  if (!part) throw new Error(`${name} was never started`);
  return part;
}
