/** A whole Sippy as `npm start` makes it, on ports and data of the test's own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmIn } from '../tilt/test/npm.ts';

/** What `npm start` writes down, as far as tests need it. */
export interface RunFile {
  gatewayUrl: string;
  inboxUrl: string;
  natsUrl: string;
  metricsUrls: Record<string, string>;
  auditUrls: Record<string, string>;
  demo: {
    organisationId: string;
    cafes: { cafeId: string; name: string }[];
    logins: { role: string; email: string; password: string }[];
  };
}

/** How a program ended and what it printed. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** A running system and its command line. */
export interface RunningSystem {
  home: string;
  run: RunFile;
  env: NodeJS.ProcessEnv;
  owner: { email: string; password: string };
  /** A service's database as the cluster's superuser, for tests that tamper with it. */
  adminUrl(service: string): string;
  /** Runs `sippy` with arguments to its end. */
  sippy(...args: string[]): Promise<Outcome>;
  /** Starts `sippy` and gives the process. */
  startSippy(...args: string[]): ChildProcess;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '..');

/** A system that somebody else stops. */
export type SharedSystem = Omit<RunningSystem, 'stop'>;

/** Starts everything; `--apart` gives each service a process of its own. */
export async function startSystem(...flags: string[]): Promise<RunningSystem> {
  const home = mkdtempSync(join(tmpdir(), 'sippy-e2e-'));
  const npm = npmIn(home, {
    SIPPY_RATE_PER_SECOND: '100000',
    SIPPY_DEMO_SALES: 'no',
    LOG_LEVEL: 'warn',
  });
  const started = await npm.run('start', '--detach', ...flags);
  if (started.code !== 0) throw new Error(`npm start failed:\n${started.output}`);
  return {
    ...systemAt(home),
    async stop() {
      await npm.run('stop');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The system that runs in a home. */
export function systemAt(home: string): SharedSystem {
  const run = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as RunFile;
  const owner = run.demo.logins.find((login) => login.role === 'OWNER');
  if (!owner) throw new Error('the seed has made no owner');
  const env = { ...process.env, SIPPY_HOME: home, XDG_CONFIG_HOME: join(home, 'config'), NO_COLOR: '1' };
  const startSippy = (...args: string[]) =>
    spawn(process.execPath, ['clients/cli/src/main.ts', ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    home,
    run,
    env,
    owner,
    startSippy,
    adminUrl: (service) => {
      const { postgres } = JSON.parse(readFileSync(join(home, 'keys', 'secrets.json'), 'utf8')) as {
        postgres: string;
      };
      const url = new URL(run.auditUrls[service] ?? '');
      url.username = 'postgres';
      url.password = postgres;
      return url.href;
    },
    sippy: (...args) => outcomeOf(startSippy(...args)),
  };
}

/** Waits for a program's end. */
export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve) =>
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr })),
  );
}
