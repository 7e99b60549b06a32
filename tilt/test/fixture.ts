/** A home in a temporary folder, and processes small enough to be started many times. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answersHttp, freePort } from '../infrastructure/server.ts';
import type { Label, Process } from '../processes.ts';
import { identify, isAlive, type ProcessId } from '../record.ts';
import type { Setup } from '../setup.ts';

/** A home that is removed at the end. */
export function temporaryHome(): { home: string; remove(): void } {
  const home = mkdtempSync(join(tmpdir(), 'sippy-home-'));
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) };
}

/** As much of a setup as starting given processes needs. */
export function setupOf(home: string): Setup {
  return { home, hosting: 'together' } as Setup;
}

/** A process that serves HTTP, and a child of it that does nothing, as servers have children. */
export async function servingProcess(
  name: string,
  label: Label,
  options: { stubborn?: boolean } = {},
): Promise<Process> {
  const port = await freePort();
  const healthUrl = `http://127.0.0.1:${port}/`;
  const ignore = options.stubborn ? `process.on('SIGTERM', () => {});` : '';
  const child = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).unref();`;
  const serve = `require('node:http').createServer((_, r) => r.end()).listen(${port}, '127.0.0.1');`;
  return processOf(name, label, `${options.stubborn ? child : ''}${ignore}${serve}`, () =>
    answersHttp(healthUrl),
  );
}

/** A process that ends at once, after saying why. */
export function failingProcess(name: string, label: Label, says: string): Process {
  return processOf(
    name,
    label,
    `console.error(${JSON.stringify(says)}); process.exit(3);`,
    async () => false,
  );
}

function processOf(name: string, label: Label, script: string, ready: () => Promise<boolean>): Process {
  const spec = {
    name,
    command: process.execPath,
    args: ['-e', script],
    env: {},
    stopSignal: 'SIGTERM' as const,
    ready,
  };
  return { name, label, spec, after: [], watch: [], links: [] };
}

/** Ids of processes, to see later whether they are gone. */
export function identifyAll(pids: readonly number[]): ProcessId[] {
  return pids.map(identify).filter((id) => id !== undefined);
}

/** Those that still run. */
export function survivors(ids: readonly ProcessId[]): number[] {
  return ids.filter(isAlive).map((id) => id.pid);
}
