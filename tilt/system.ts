/** Starts what the process list names, in its order, and ends it again. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { launch, type RunningServer, waitUntilReady } from './infrastructure/server.ts';
import { type Process, processesOf } from './processes.ts';
import { endParts, identify, type Part, type SystemRecord, writeRecord } from './record.ts';
import type { Setup } from './setup.ts';
import { SetupError } from './setup-error.ts';

/** A Sippy that is being started, runs, or is being ended. */
export interface System {
  setup: Setup;
  processes: Process[];
  /** Starts one process and waits until it is ready. Throws `SetupError` if it is not. */
  start(process: Process): Promise<void>;
  /** Started processes that have ended without having been asked to. */
  lost(): Process[];
  /** Calls back when a started process ends without having been asked to. */
  onLoss(tell: (process: Process) => void): void;
  /** Ends all in reverse order; resolves when no process is left. Safe to call again. */
  stop(): Promise<void>;
  /** Lets go: the processes run on, and are found by their record. */
  release(): void;
}

/** A system to be started, by default of all processes. It writes down each process before it waits for it, so that none is ever lost. */
export function createSystem(setup: Setup, processes: Process[] = processesOf(setup)): System {
  const self = identify(process.pid);
  const record: SystemRecord = { hosting: setup.hosting, parts: [] };
  if (self) record.supervisor = self;
  writeRecord(setup.home, record);
  const running = new Map<string, RunningServer>();
  let losses: ((process: Process) => void) | undefined;
  let stopping: Promise<void> | undefined;

  const start = async (part: Process) => {
    await part.spec.prepare?.();
    if (stopping) throw new Error('Stopped before it was started.');
    const logFile = logFileOf(setup.home, part.name);
    rotate(logFile);
    const server = launch(part.spec, logFile);
    running.set(part.name, server);
    note(record, part, server);
    writeRecord(setup.home, record);
    server.child.once('exit', () => {
      if (!stopping) losses?.(part);
    });
    await waitUntilReady(server, 60_000).catch((error: Error) => {
      throw new SetupError(error.message, `look into ${logFile}; npm run reset begins afresh`, {
        cause: error,
      });
    });
  };

  const stop = async () => {
    await endParts(record.parts);
    writeRecord(setup.home, undefined);
    rmSync(runFileOf(setup.home), { force: true });
  };

  return {
    setup,
    processes,
    start,
    lost: () => processes.filter((p) => hasEnded(running.get(p.name)?.child)),
    onLoss: (tell) => {
      losses = tell;
    },
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
    release: () => {
      delete record.supervisor;
      writeRecord(setup.home, record);
      for (const server of running.values()) server.child.unref();
    },
  };
}

function hasEnded(child: ChildProcess | undefined): boolean {
  return child !== undefined && (child.exitCode !== null || child.signalCode !== null);
}

/** Where a process writes what it says. */
export function logFileOf(home: string, name: string): string {
  return join(home, 'logs', `${name}.log`);
}

/** Where a running Sippy tells programs its addresses and demo logins. */
export function runFileOf(home: string): string {
  return join(home, 'run.json');
}

function note(record: SystemRecord, part: Process, server: RunningServer): void {
  const id = server.child.pid === undefined ? undefined : identify(server.child.pid);
  if (!id) return;
  const entry: Part = { name: part.name, label: part.label, stopSignal: part.spec.stopSignal, ...id };
  record.parts.push(entry);
}

/** A log keeps its last 10 MB in a second file. */
function rotate(logFile: string): void {
  if (existsSync(logFile) && statSync(logFile).size > 10_000_000) renameSync(logFile, `${logFile}.1`);
}
