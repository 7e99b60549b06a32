/** `npm run status`: every part, whether it runs and whether it answers. */
import { parseArgs } from 'node:util';
import { sippyHome } from './home.ts';
import { isRunning } from './leftovers.ts';
import { processesOf } from './processes.ts';
import { isAlive, readRecord } from './record.ts';
import { describeSetup } from './setup.ts';

/** One line of the status. */
export interface PartStatus {
  name: string;
  state: 'healthy' | 'not answering' | 'ended';
  pid?: number;
  healthUrl?: string;
}

/** The state of each part of what was started in this home; empty if nothing was. */
export async function systemStatus(env: NodeJS.ProcessEnv = process.env): Promise<PartStatus[]> {
  const record = readRecord(sippyHome(env));
  if (!record) return [];
  const setup = await describeSetup({ hosting: record.hosting, env, keepPorts: true });
  // Tilt starts its processes itself: they are known by the list alone.
  const byTilt = record.parts.length === 0;
  const listed = processesOf(setup).filter(
    (p) => byTilt || record.parts.some((part) => part.name === p.name),
  );
  const parts = listed.map(async ({ name, spec }): Promise<PartStatus> => {
    const part = record.parts.find((p) => p.name === name);
    const ready = await spec.ready();
    const state = ready ? 'healthy' : part && isAlive(part) ? 'not answering' : 'ended';
    const url = spec.healthUrl;
    return {
      name,
      state,
      ...(part ? { pid: part.pid } : {}),
      ...(url === undefined ? {} : { healthUrl: url }),
    };
  });
  return Promise.all(parts);
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const record = readRecord(sippyHome());
  const running = record !== undefined && isRunning(record);
  const parts = await systemStatus();
  const healthy = running && parts.every((p) => p.state === 'healthy');
  if (values.json) process.stdout.write(`${JSON.stringify({ running, healthy, parts }, null, 2)}\n`);
  else process.stdout.write(running || parts.length > 0 ? table(parts) : 'Sippy is not running here.\n');
  process.exitCode = healthy ? 0 : 1;
}

function table(parts: readonly PartStatus[]): string {
  const width = Math.max(...parts.map((p) => p.name.length));
  return parts
    .map((p) => {
      const mark = p.state === 'healthy' ? '✔' : '✖';
      const pid = p.pid === undefined ? '' : `process ${p.pid}`;
      return `${mark} ${p.name.padEnd(width)}  ${p.state.padEnd(13)}  ${pid.padEnd(16)}  ${p.healthUrl ?? ''}`.trimEnd();
    })
    .map((line) => `${line}\n`)
    .join('');
}
