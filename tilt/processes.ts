/** The one list of what runs when Sippy runs on a machine. `npm start` and the Tiltfile both follow it. */
import { join } from 'node:path';
import { natsServer } from './infrastructure/nats.ts';
import { postgresServer } from './infrastructure/postgres.ts';
import type { ServerSpec } from './infrastructure/server.ts';
import { valkeyServer } from './infrastructure/valkey.ts';
import { gatewayServer, staticServer } from './processes/gateway.ts';
import { hostServer, hostsOf } from './processes/hosts.ts';
import { sandboxServer, sandboxUrl } from './processes/sandbox.ts';
import { screenNames } from './screens.ts';
import { portOf, type Setup } from './setup.ts';

/** What kind of part a process is. */
export type Label = 'infrastructure' | 'sandbox' | 'services' | 'edge';

/** A process and its place among the others. */
export interface Process {
  name: string;
  label: Label;
  spec: ServerSpec;
  /** Processes and tasks that must be ready, or done, before it starts. */
  after: readonly string[];
  /** Files and folders whose change restarts it while someone develops. */
  watch: readonly string[];
  /** Pages it serves. */
  links: readonly { title: string; url: string }[];
}

/** Something done once at a start, in order with the processes, or again by hand. */
export interface Task {
  name: TaskName;
  title: string;
  after: readonly string[];
  /** Files whose change calls for it again while someone develops. */
  watch: readonly string[];
}

/** The tasks there are. */
export type TaskName = 'generate' | 'screens' | 'provision' | 'seed';

/** All processes in an order in which they can be started one by one. */
export function processesOf(setup: Setup): Process[] {
  const infrastructure = infrastructureOf(setup);
  const names = infrastructure.map((p) => p.name);
  const hosts = hostsOf(setup).map(
    (host): Process => ({
      name: host.name,
      label: 'services',
      spec: hostServer(setup, host),
      after: [...names, 'generate', 'provision'],
      watch: [
        'services/host.ts',
        'services/kit/src',
        'proto/gen/descriptors.binpb',
        ...host.services.map((s) => `services/${s}/src`),
      ],
      links: [],
    }),
  );
  return [
    ...infrastructure,
    sandbox(setup),
    ...hosts,
    ...edge(
      setup,
      hosts.map((h) => h.name),
    ),
  ];
}

/** The tasks, named in the processes' `after`. */
export function tasksOf(setup: Setup): Task[] {
  return [
    {
      name: 'generate',
      title: 'Generate code from the contracts',
      after: [],
      watch: [
        'proto/sippy',
        'proto/generate.ts',
        ...setup.services.map((s) => `services/${s}/prisma/schema.prisma`),
      ],
    },
    {
      name: 'screens',
      title: 'Build the screens',
      after: ['generate'],
      watch: screenNames().map((name) => `clients/${name}/src`),
    },
    {
      name: 'provision',
      title: 'Make databases and roles',
      after: setup.starts.postgres ? ['postgres'] : [],
      watch: [],
    },
    { name: 'seed', title: 'Seed the demo café', after: ['gateway', 'sandbox'], watch: [] },
  ];
}

function infrastructureOf(setup: Setup): Process[] {
  const { home, ports, starts, tools } = setup;
  const specs: ServerSpec[] = [];
  if (starts.postgres) {
    specs.push(
      postgresServer({
        folder: join(home, 'data', 'postgres'),
        port: portOf(ports, 'postgres'),
        socketFolder: setup.sockets,
        password: setup.keys.postgresPassword,
        durable: true,
        // Statement counts, for those who measure.
        settings: setup.env.SIPPY_PG_STATISTICS ? ['shared_preload_libraries=pg_stat_statements'] : [],
      }),
    );
  }
  if (tools.nats) {
    const monitorPort = portOf(ports, 'nats-monitor');
    specs.push(
      natsServer({
        binary: tools.nats,
        folder: join(home, 'data', 'nats'),
        port: portOf(ports, 'nats'),
        monitorPort,
      }),
    );
  }
  if (tools.valkey) {
    specs.push(
      valkeyServer({
        binary: tools.valkey,
        folder: join(home, 'data', 'valkey'),
        port: portOf(ports, 'valkey'),
      }),
    );
  }
  return specs.map((spec) => ({
    name: spec.name,
    label: 'infrastructure',
    spec,
    after: [],
    watch: [],
    links: [],
  }));
}

function sandbox(setup: Setup): Process {
  return {
    name: 'sandbox',
    label: 'sandbox',
    spec: sandboxServer(setup),
    after: [],
    watch: ['tilt/sandbox'],
    links: [{ title: 'Inbox', url: sandboxUrl(setup) }],
  };
}

function edge(setup: Setup, hosts: readonly string[]): Process[] {
  return [
    {
      name: 'static',
      label: 'edge',
      spec: staticServer(setup),
      after: ['screens'],
      watch: ['gateway/src'],
      links: [],
    },
    {
      name: 'gateway',
      label: 'edge',
      spec: gatewayServer(setup),
      after: ['generate', 'static', 'sandbox', ...hosts],
      watch: ['gateway/src', 'proto/gen/descriptors.binpb'],
      links: [{ title: 'Gateway', url: setup.gatewayUrl }],
    },
  ];
}
