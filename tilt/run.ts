/** Runs one entry of the process list in the foreground: `node tilt/run.ts postgres`. For the Tiltfile. */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { provisionDatabases } from './databases.ts';
import { generate, isGenerated } from './generated.ts';
import type { ServerSpec } from './infrastructure/server.ts';
import { processesOf, type TaskName } from './processes.ts';
import { writeRunFile } from './run-file.ts';
import { buildScreen, staleScreens } from './screens.ts';
import { describeSetup, type Setup } from './setup.ts';
import { SetupError } from './setup-error.ts';

const tasks: Readonly<Record<TaskName | 'wipe', (setup: Setup) => Promise<void>>> = {
  generate: async () => {
    if (!isGenerated()) await generate();
  },
  screens: async () => {
    for (const name of staleScreens()) await buildScreen(name);
  },
  provision: async (setup) => {
    await provisionDatabases(setup.adminUrl, setup.services, setup.keys.rolePasswords);
  },
  seed: async (setup) => {
    const { seed } = await import('./seed/seed.ts');
    const demo = await seed(setup, (step) => process.stdout.write(`${step}\n`));
    writeRunFile(setup, demo);
  },
  wipe: async (setup) => {
    const { wipeAndSeed } = await import('./wipe.ts');
    await wipeAndSeed(setup, (step) => process.stdout.write(`${step}\n`));
  },
};

if (import.meta.main) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { probe: { type: 'boolean', default: false } },
  });
  await runEntry(positionals[0] ?? '', values.probe).catch((error: Error) => {
    const cure = error instanceof SetupError ? `\n  cure: ${error.cure}` : '';
    process.stderr.write(`✖ ${error.message}${cure}\n`);
    process.exit(1);
  });
}

async function runEntry(name: string, probeOnly: boolean): Promise<void> {
  const setup = await describeSetup({ hosting: 'apart', fromSources: true, keepPorts: true });
  if (Object.hasOwn(tasks, name)) return tasks[name as keyof typeof tasks](setup);
  const spec = processesOf(setup).find((p) => p.name === name)?.spec;
  if (!spec) throw new Error(`There is no process "${name}".`);
  if (probeOnly) process.exit((await spec.ready()) ? 0 : 1);
  await spec.prepare?.();
  become(spec);
}

/** Turns this process into the server, or runs it as a child where it needs another user or stop signal. */
function become(spec: ServerSpec): void {
  const env = { ...process.env, ...spec.env };
  if (spec.cwd !== undefined) process.chdir(spec.cwd);
  const needsParent =
    spec.uid !== undefined || spec.stopSignal !== 'SIGTERM' || !spec.command.startsWith('/');
  if (!needsParent && process.execve) process.execve(spec.command, [spec.command, ...spec.args], env);
  const { uid, gid } = spec;
  const child = spawn(spec.command, spec.args, {
    env,
    stdio: 'inherit',
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => child.kill(spec.stopSignal));
  child.once('error', (error) => {
    process.stderr.write(`✖ ${spec.name}: ${error.message}\n`);
    process.exit(1);
  });
  child.once('exit', (code) => process.exit(code ?? 1));
}
