/** Which processes were started here, so that any later command can find and end exactly those. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJson, writePrivateJson } from './home.ts';
import type { Label } from './processes.ts';
import type { Hosting } from './setup.ts';

/** A process as the system knows it; `born` tells it from a later one of the same number. */
export interface ProcessId {
  pid: number;
  born: string;
}

/** A started part. */
export interface Part extends ProcessId {
  name: string;
  label: Label;
  stopSignal: NodeJS.Signals;
}

/** What was started, in order. */
export interface SystemRecord {
  hosting: Hosting;
  /** Who watches over the parts and ends them; none if they were left running on their own. */
  supervisor?: ProcessId;
  parts: Part[];
}

/** Longest a part may take to end in order, in milliseconds. */
const graceMs = 15_000;

/** What was started in this home and not yet ended in order; undefined if nothing. */
export function readRecord(home: string): SystemRecord | undefined {
  return readJson<SystemRecord>(fileOf(home));
}

/** Keeps the record, or forgets it. */
export function writeRecord(home: string, record: SystemRecord | undefined): void {
  if (record) writePrivateJson(fileOf(home), record);
  else rmSync(fileOf(home), { force: true });
}

/** Identifies a process that runs now; undefined if there is none, or only its remains. */
export function identify(pid: number): ProcessId | undefined {
  const born = process.platform === 'linux' ? bornOnLinux(pid) : bornByPs(pid);
  return born === undefined ? undefined : { pid, born };
}

/** Whether that very process still runs. */
export function isAlive(id: ProcessId): boolean {
  return identify(id.pid)?.born === id.born;
}

/** Ends a part: its stop signal, then SIGKILL for its whole group. Resolves when it is gone. */
export async function endPart(part: Part, patienceMs = graceMs): Promise<void> {
  if (!isAlive(part)) return;
  send(part.pid, part.stopSignal);
  if (await gone(part, patienceMs)) return;
  send(-part.pid, 'SIGKILL');
  await gone(part, 5000);
}

/** What ends before the rest: nobody loses what it needs while it still works. */
const early: readonly Label[] = ['edge', 'services'];

/** Ends parts: first those that take calls from outside, last those that hold data. */
export async function endParts(parts: readonly Part[]): Promise<void> {
  const end = (some: readonly Part[]) => Promise.all(some.map((part) => endPart(part)));
  for (const label of early) await end(parts.filter((p) => p.label === label));
  await end(parts.filter((p) => !early.includes(p.label)));
}

/** Waits until a process is gone; false if it is not within `timeoutMs`. */
export async function gone(id: ProcessId, timeoutMs: number): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (isAlive(id)) {
    if (Date.now() > end) return false;
    await sleep(20);
  }
  return true;
}

/** Sends a signal; nothing happens if the process is gone. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone meanwhile.
  }
}

function bornOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

function bornByPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { stdio: 'pipe' })
      .toString()
      .trim();
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

function fileOf(home: string): string {
  return join(home, 'processes.json');
}
