/** A server program as data: how to prepare, run, probe and end it. Who runs it is another matter. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** One server program, ready to be started by whoever runs it. */
export interface ServerSpec {
  name: string;
  command: string;
  args: readonly string[];
  /** Added to the environment of the one who starts it. */
  env: Readonly<Record<string, string>>;
  /** Unprivileged user to run as, when started by root and the program refuses to be root. */
  uid?: number;
  gid?: number;
  /** Idempotent; done before every start. */
  prepare?(): Promise<void>;
  /** URL whose 2xx means that it is ready, where there is one. */
  healthUrl?: string;
  /** Folder it runs in; ours if absent. */
  cwd?: string;
  /** Whether it answers now. Never throws, takes at most two seconds. */
  ready(): Promise<boolean>;
  /** Signal that ends it in order. */
  stopSignal: NodeJS.Signals;
}

/** A server did not come up; `log` holds the last it said. */
export class ServerFailure extends Error {
  readonly log: string;
  constructor(message: string, log: string) {
    super(message);
    this.log = log;
  }
}

/** A started server. */
export interface RunningServer {
  spec: ServerSpec;
  child: ChildProcess;
  logFile: string;
  /** Sends the stop signal, then SIGKILL after `graceMs`; resolves when the process is gone. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts a server in a process group of its own, its output appended to `logFile`, and waits until it
 * is ready. Throws, with the end of its log, if it ends or is not ready within `timeoutMs`.
 */
export async function startServer(
  spec: ServerSpec,
  logFile: string,
  timeoutMs = 30_000,
): Promise<RunningServer> {
  await spec.prepare?.();
  const server = launch(spec, logFile);
  try {
    await waitUntilReady(server, timeoutMs);
  } catch (error) {
    await server.stop(1000);
    throw error;
  }
  return server;
}

/** Waits until a server is ready; throws, with the end of its log, if it ends or takes too long. */
export async function waitUntilReady(server: RunningServer, timeoutMs: number): Promise<void> {
  const { spec, child, logFile } = server;
  const giveUp = Date.now() + timeoutMs;
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  while (!(await spec.ready())) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (failure || ended || Date.now() > giveUp) {
      const why = failure?.message ?? (ended ? 'it ended' : `it was not ready after ${timeoutMs / 1000} s`);
      throw new ServerFailure(`${spec.name} did not start: ${why}.`, await lastLines(logFile));
    }
    await sleep(15);
  }
}

/** Starts a server and returns at once. */
export function launch(spec: ServerSpec, logFile: string): RunningServer {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(spec.command, spec.args, {
    env: { ...process.env, ...spec.env },
    stdio: ['ignore', log, log],
    detached: true,
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    ...(spec.uid === undefined ? {} : { uid: spec.uid }),
    ...(spec.gid === undefined ? {} : { gid: spec.gid }),
  });
  closeSync(log);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    spec,
    child,
    logFile,
    stop: async (graceMs = 10_000) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(spec.stopSignal);
      const timer = setTimeout(() => killGroup(child), graceMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

function killGroup(child: ChildProcess): void {
  if (!child.pid) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

/** The last `count` lines of a log, or an empty string. */
export async function lastLines(logFile: string, count = 15): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/** Whether something accepts connections there. */
export function accepts(address: { port: number; host?: string } | { path: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const answer = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(2000, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

/** Whether an HTTP GET answers 2xx within two seconds. */
export async function answersHttp(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** A free loopback port: `preferred` if it is free on IPv4 and IPv6, else one the system picks. */
export async function freePort(preferred = 0): Promise<number> {
  // Whoever listens on ::1 would get what is meant for us as localhost.
  const taken = preferred !== 0 && (await accepts({ port: preferred, host: '::1' }));
  const wanted = taken ? undefined : await tryListen(preferred);
  return wanted ?? (await tryListen(0)) ?? fail();
}

function fail(): never {
  throw new Error('No free port on 127.0.0.1.');
}

function tryListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
