/** `npm start`: brings everything up, shows how, and stays until Ctrl-C. */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Listr, type ListrTask, PRESET_TIMER } from 'listr2';
import { provisionDatabases } from './databases.ts';
import { generate, isGenerated } from './generated.ts';
import { readJson, sippyHome } from './home.ts';
import { ServerFailure } from './infrastructure/server.ts';
import { clearLeftovers } from './leftovers.ts';
import type { Label, Process } from './processes.ts';
import { type RunFile, removeRunFile, writeRunFile } from './run-file.ts';
import { buildScreen, staleScreens } from './screens.ts';
import type { Demo } from './seed/demo.ts';
import { bundledHost, bundleServices } from './service-bundle.ts';
import { describeSetup, type Hosting, type Setup } from './setup.ts';
import { SetupError } from './setup-error.ts';
import { summary } from './summary.ts';
import { createSystem, logFileOf, runFileOf, type System } from './system.ts';

/** What the steps hand on. */
interface Progress {
  setup?: Setup;
  system?: System;
  run?: RunFile;
  demo?: Demo;
}

/** A wish to end that came while something was under way. */
class Interrupted extends Error {}

const { values: wishes } = parseArgs({
  options: {
    detach: { type: 'boolean', short: 'd', default: false },
    apart: { type: 'boolean', default: false },
    seed: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const hosting: Hosting = wishes.apart ? 'apart' : 'together';
const home = sippyHome();
const progress: Progress = {};
let interrupted = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interrupted) return;
    interrupted = true;
    void end(`${signal === 'SIGINT' ? '\n' : ''}Stopping …`, signal === 'SIGINT' ? 130 : 143);
  });
}

const found = await clearLeftovers(home);
if (found.state === 'running') {
  const run = readJson<RunFile>(runFileOf(home));
  process.stdout.write(
    'Sippy is already running here. (npm stop ends it, npm run status shows its parts.)\n',
  );
  if (run) process.stdout.write(summary(run));
  process.exit(0);
}
if (found.state === 'cleared') {
  process.stdout.write(`✔ Ended what a killed start had left: ${found.names.join(', ')}\n`);
}
try {
  await steps().run(progress);
  await settle();
} catch (error) {
  if (!interrupted) await failed(error);
}

/** Everything is up: say so, then stay, or let go. */
async function settle(): Promise<void> {
  const { system, run } = progress;
  if (!system || !run || interrupted) return;
  process.stdout.write(summary(run));
  if (wishes.detach) {
    system.release();
    process.exit(0);
  }
  process.stdout.write('\nCtrl-C stops everything.\n');
  system.onLoss((part) => {
    if (interrupted) return;
    interrupted = true;
    const log = logFileOf(home, part.name);
    void end(`✖ ${part.name} has ended by itself; stopping the rest.\n  cure: look into ${log}`, 1);
  });
  // The servers are what keeps this process alive.
}

function steps(): Listr<Progress> {
  return new Listr<Progress>(
    [
      { title: 'Generate code from the contracts', enabled: () => !isGenerated(), task: generate },
      screens(),
      { title: 'Bundle the services', enabled: () => !existsSync(bundledHost()), task: bundleServices },
      {
        title: 'Find tools, choose ports, make keys',
        task: async (ctx, task) => {
          ctx.setup = await describeSetup({ hosting });
          ctx.system = createSystem(ctx.setup);
          const changed = ctx.setup.taken.map((t) => `port ${t.wanted} is taken, ${t.name} uses ${t.used}`);
          if (changed.length > 0) task.title += ` (${changed.join('; ')})`;
        },
      },
      group('Start PostgreSQL, NATS, Valkey and the sandbox for mail and cards', 'infrastructure', 'sandbox'),
      {
        title: 'Make databases and roles',
        task: async ({ setup }) => {
          if (setup) await provisionDatabases(setup.adminUrl, setup.services, setup.keys.rolePasswords);
        },
      },
      group('Migrate and start the services', 'services'),
      group('Start the gateway', 'edge'),
      { title: 'Check that every part is healthy', task: ({ system }) => checkHealth(system) },
      {
        title: 'Seed the demo café',
        enabled: () => wishes.seed,
        task: async (ctx, task) => {
          if (!ctx.setup) return;
          // Loaded late: it needs what is generated from the contracts.
          const { seed } = await import('./seed/seed.ts');
          ctx.demo = await seed(ctx.setup, (step) => {
            task.output = step;
          });
        },
      },
      {
        title: 'Write .sippy/run.json',
        task: (ctx) => {
          if (ctx.setup) ctx.run = writeRunFile(ctx.setup, ctx.demo);
        },
      },
    ],
    {
      exitOnError: true,
      registerSignalListeners: false,
      rendererOptions: {
        timer: PRESET_TIMER,
        collapseSubtasks: false,
        collapseErrors: false,
        showErrorMessage: false,
      },
      fallbackRendererOptions: { timer: PRESET_TIMER },
    },
  );
}

/** A step that builds the screens whose sources have changed, one after the other: each build takes all cores. */
function screens(): ListrTask<Progress> {
  const stale = staleScreens();
  return {
    title: 'Build the screens',
    enabled: () => stale.length > 0,
    task: (_, task) => task.newListr(stale.map((name) => ({ title: name, task: () => buildScreen(name) }))),
  };
}

/** A step that starts all processes of some kinds at once. */
function group(title: string, ...labels: Label[]): ListrTask<Progress> {
  return {
    title,
    task: ({ system }, task) => {
      const parts = (system?.processes ?? []).filter((p) => labels.includes(p.label));
      return task.newListr(
        parts.map((part) => ({ title: part.name, task: () => startPart(system, part) })),
        { concurrent: true, exitOnError: true },
      );
    },
  };
}

async function startPart(system: System | undefined, part: Process): Promise<void> {
  if (interrupted) throw new Interrupted();
  await system?.start(part);
}

async function checkHealth(system: System | undefined): Promise<void> {
  const states = await Promise.all(
    (system?.processes ?? []).map(async (p) => ({ p, ready: await p.spec.ready() })),
  );
  // What answers may be somebody else at the same port, where ours could not have it.
  const lost = system?.lost() ?? [];
  const ill = states.filter((s) => !s.ready || lost.includes(s.p)).map((s) => s.p.name);
  if (ill.length === 0) return;
  throw new SetupError(`${ill.join(', ')} does not answer.`, `look into ${logFileOf(home, ill[0] ?? '')}`);
}

async function failed(error: unknown): Promise<void> {
  const said = (error as { cause?: unknown }).cause;
  const log = said instanceof ServerFailure ? said.log : '';
  const why = `${error instanceof Error ? error.message : String(error)}\n${log}`;
  const cure =
    error instanceof SetupError ? error.cure : 'npm run reset begins afresh; the logs are in .sippy/logs';
  process.stderr.write(
    `\n✖ Sippy did not start.\n  why:  ${why.trim().replaceAll('\n', '\n        ')}\n  cure: ${cure}\n`,
  );
  await end('', 1);
}

/** Ends all that was started, then this process. */
async function end(message: string, code: number): Promise<void> {
  if (message) process.stdout.write(`${message}\n`);
  await progress.system?.stop();
  removeRunFile(home);
  if (existsSync(home) && message) process.stdout.write('✔ Everything has stopped.\n');
  process.exit(code);
}
