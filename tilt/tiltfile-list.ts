/** Prints the process list as JSON, one process a service, for the Tiltfile. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generate, isGenerated } from './generated.ts';
import { readJson, sippyHome, writePrivateJson } from './home.ts';
import type { ServerSpec } from './infrastructure/server.ts';
import { clearLeftovers } from './leftovers.ts';
import { processesOf, tasksOf } from './processes.ts';
import { identify, isAlive, type ProcessId, writeRecord } from './record.ts';
import { restartFile, touch } from './restart-file.ts';
import { describeSetup } from './setup.ts';

/** How Tilt learns that a process is ready: by HTTP where it serves that, else by asking `run.ts`. */
type Probe = { port: number; path: string } | { command: string[] };

if (import.meta.main) {
  const home = sippyHome();
  // Tilt reads its file again while our processes run: then their ports are theirs to keep.
  const rereads = await joinTilt(home);
  if (!isGenerated()) await generate();
  const setup = await describeSetup({ hosting: 'apart', fromSources: true, keepPorts: rereads });
  const restart = restartFile(home);
  if (!existsSync(restart)) touch(restart);
  const processes = processesOf(setup).map(({ name, label, spec, after, watch, links }) => ({
    name,
    label,
    command: runCommand(name),
    probe: probeOf(spec),
    after,
    watch: label === 'services' ? [...watch, restart] : watch,
    links,
  }));
  const tasks = tasksOf(setup).map((task) => ({ ...task, command: runCommand(task.name) }));
  process.stdout.write(`${JSON.stringify({ processes, tasks, reset: runCommand('wipe') })}\n`);
}

function runCommand(name: string): string[] {
  return [process.execPath, '--disable-warning=ExperimentalWarning', 'tilt/run.ts', name];
}

function probeOf(spec: ServerSpec): Probe {
  if (spec.healthUrl === undefined) return { command: [...runCommand(spec.name), '--probe'] };
  const url = new URL(spec.healthUrl);
  return { port: Number(url.port), path: url.pathname };
}

/** Writes Tilt down as who watches over this home; true if it was before. Ends the process if `npm start` does. */
async function joinTilt(home: string): Promise<boolean> {
  const file = join(home, 'tilt.json');
  const tilt = tiltProcess();
  const before = readJson<ProcessId>(file);
  if (before && tilt && before.pid === tilt.pid && isAlive(before)) return true;
  const found = await clearLeftovers(home);
  if (found.state === 'running') {
    process.stderr.write('✖ Sippy is already running here.\n  cure: npm stop\n');
    process.exit(1);
  }
  if (tilt) {
    writePrivateJson(file, tilt);
    writeRecord(home, { hosting: 'apart', supervisor: tilt, parts: [] });
  }
  return false;
}

/** The Tilt that reads its Tiltfile: the parent of the bootstrap that started this process. */
function tiltProcess(): ProcessId | undefined {
  const pid = Number(process.env.SIPPY_BOOTSTRAP_PARENT);
  return pid > 1 ? identify(pid) : undefined;
}
