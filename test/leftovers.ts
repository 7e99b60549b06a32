import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'run.json';

interface Run {
  /** Process of the run of tests. */
  owner: number;
  /** Its servers. */
  servers: number[];
}

/** Writes down whose servers run in a folder, in case that the run is killed. */
export function claimFolder(folder: string, servers: readonly (number | undefined)[]): void {
  const run: Run = { owner: process.pid, servers: servers.filter((pid) => pid !== undefined) };
  writeFileSync(join(folder, FILE), JSON.stringify(run));
}

/** Ends the servers of runs that were killed, and removes their folders `<parent>/<prefix>…`. */
export function sweepLeftovers(parent: string, prefix: string): void {
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name);
    if (!name.startsWith(prefix) || !existsSync(join(folder, FILE))) continue;
    try {
      const run = JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as Run;
      if (isAlive(run.owner)) continue;
      for (const pid of run.servers) if (commandOf(pid).includes(folder)) process.kill(pid, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another run is sweeping it, or it belongs to somebody else.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'args=', '-ww', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
