import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU seconds and memory that a group of processes has used. */
export interface Usage {
  cpuSeconds: number;
  residentMiB: number;
}

/** Reads what each named group has used since its start: the given roots and all that descends from them. Linux only. */
export function usageOf(roots: Readonly<Record<string, number>>): Record<string, Usage> {
  const parents = new Map<number, { parent: number; ticks: number; pages: number }>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readStat(Number(entry));
    if (stat) parents.set(Number(entry), stat);
  }
  const owners = new Map(Object.entries(roots).map(([name, pid]) => [pid, name]));
  const usage: Record<string, Usage> = Object.fromEntries(
    Object.keys(roots).map((name) => [name, { cpuSeconds: 0, residentMiB: 0 }]),
  );
  for (const [pid, { ticks, pages }] of parents) {
    const owner = ownerOf(pid, parents, owners);
    const sum = owner === undefined ? undefined : usage[owner];
    if (!sum) continue;
    sum.cpuSeconds += ticks / ticksPerSecond;
    sum.residentMiB += (pages * 4096) / 2 ** 20;
  }
  return usage;
}

function ownerOf(
  pid: number,
  parents: ReadonlyMap<number, { parent: number }>,
  owners: ReadonlyMap<number, string>,
): string | undefined {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)?.parent) {
    const owner = owners.get(at);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** Own time plus that of children already reaped, so that short-lived backends count. */
function readStat(pid: number): { parent: number; ticks: number; pages: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, utime = 0, stime = 0, cutime = 0, cstime = 0, pages = 0] = [1, 11, 12, 13, 14, 21].map(
      (at) => fields[at],
    );
    return { parent, ticks: utime + stime + cutime + cstime, pages };
  } catch {
    return undefined;
  }
}
