/** Signals to a process and to everything that descends from it: PostgreSQL's backends are in groups of their own. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';
import { gone, type ProcessId, send } from '@sippy/tilt/record';

/** Numbers of a process and of all that descend from it, parents first. */
export function treeOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = parentOf(Number(entry));
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** Sends a signal to all of them. */
export function signalTree(root: number, signal: NodeJS.Signals): void {
  for (const pid of treeOf(root)) send(pid, signal);
}

/** Ends all of them at once; resolves when the first is gone. Throws if it is not within five seconds. */
export async function killTree(root: ProcessId): Promise<void> {
  signalTree(root.pid, 'SIGKILL');
  if (!(await gone(root, 5000))) throw new Error(`process ${root.pid} outlives SIGKILL`);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** Memory of a process and of all that descends from it, in MiB. */
export function memoryOf(root: number): number {
  let pages = 0;
  for (const pid of treeOf(root)) {
    try {
      pages += Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
    } catch {
      // Ended meanwhile.
    }
  }
  return (pages * 4096) / 2 ** 20;
}
