/** Runs the project's npm commands as a person does, on a home of the test's own. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { projectRoot } from '../paths.ts';

/** How a command ended and what it said. */
export interface Outcome {
  code: number;
  output: string;
}

/** The commands of one home. */
export interface Npm {
  /** Runs a script of package.json to its end. */
  run(script: string, ...args: string[]): Promise<Outcome>;
  /** Starts a script in a process group of its own, as a terminal does. */
  open(script: string, ...args: string[]): Session;
}

/** A command that is still running. */
export interface Session {
  /** Resolves once the output contains `text`; rejects if the command ends before. */
  until(text: string): Promise<void>;
  /** What Ctrl-C does: SIGINT to every process of the group. */
  interrupt(): void;
  ended: Promise<Outcome>;
}

/** Commands in `home`, with further environment variables. */
export function npmIn(home: string, extra: Record<string, string> = {}): Npm {
  const env = { ...extra, SIPPY_HOME: home, NO_COLOR: '1' };
  stopWithThisProcess(home);
  const open = (script: string, ...args: string[]) =>
    startSession('npm', ['run', '--silent', script, '--', ...args], env);
  return { open, run: (...words) => open(...words).ended };
}

/** Whatever was left running there is stopped once this process is gone, even if it was killed. */
function stopWithThisProcess(home: string): void {
  const waiter = spawn('sh', ['-c', 'cat >/dev/null; exec "$0" tilt/stop.ts', process.execPath], {
    cwd: projectRoot,
    env: { ...process.env, SIPPY_HOME: home },
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  waiter.unref();
  (waiter.stdin as Socket).unref();
}

/** Starts a command in the checkout, in a process group of its own, with further environment variables. */
export function startSession(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Session {
  return sessionOf(
    spawn(command, args, {
      cwd: projectRoot,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

function sessionOf(child: ChildProcess): Session {
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const check of waiting) check();
    });
  }
  const ended = new Promise<Outcome>((resolve) => {
    child.once('close', (code) => resolve({ code: code ?? -1, output }));
  });
  return {
    ended,
    interrupt: () => {
      if (child.pid) process.kill(-child.pid, 'SIGINT');
    },
    until: (text) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (!output.includes(text)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
        void ended.then(() => reject(new Error(`It ended without saying "${text}":\n${output}`)));
      }),
  };
}
