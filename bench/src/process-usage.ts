import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** A main process of each group, by the group's name; all that descends from it belongs to it. Linux only. */
export type Roots = Readonly<Record<string, number>>;

/** CPU seconds that each group has used since its start: that of children already reaped counts too. */
export function cpuSecondsOf(roots: Roots): Record<string, number> {
  return sums(roots, (_, stat) => stat.ticks / ticksPerSecond);
}

/** Memory of each group in MiB: what several processes share is counted once. */
export function memoryMiBOf(roots: Roots): Record<string, number> {
  return sums(roots, (pid) => {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
      return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  });
}

/** What each group has used from one reading to another. */
export function difference(
  before: Record<string, number>,
  after: Record<string, number>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]),
  );
}

interface Stat {
  parent: number;
  ticks: number;
}

function sums(roots: Roots, measure: (pid: number, stat: Stat) => number): Record<string, number> {
  const stats = new Map<number, Stat>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readStat(Number(entry));
    if (stat) stats.set(Number(entry), stat);
  }
  const owners = new Map(Object.entries(roots).map(([name, pid]) => [pid, name]));
  const totals: Record<string, number> = Object.fromEntries(Object.keys(roots).map((name) => [name, 0]));
  for (const [pid, stat] of stats) {
    const owner = ownerOf(pid, stats, owners);
    if (owner !== undefined) totals[owner] = (totals[owner] ?? 0) + measure(pid, stat);
  }
  return totals;
}

function ownerOf(
  pid: number,
  stats: ReadonlyMap<number, Stat>,
  owners: ReadonlyMap<number, string>,
): string | undefined {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = stats.get(at)?.parent) {
    const owner = owners.get(at);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** Own time plus that of children already reaped, so that short-lived backends count. */
function readStat(pid: number): Stat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, utime = 0, stime = 0, cutime = 0, cstime = 0] = [1, 11, 12, 13, 14].map(
      (at) => fields[at],
    );
    return { parent, ticks: utime + stime + cutime + cstime };
  } catch {
    return undefined;
  }
}
