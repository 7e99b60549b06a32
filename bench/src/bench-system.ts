import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A Sippy of the bench's own: its ports and its data are no one else's. */
export interface BenchSystem {
  gatewayUrl: string;
  natsUrl: string;
  /** Superuser of the cluster, for statistics. */
  adminUrl: string;
  /** As the auditor, by service. */
  auditUrls: Record<string, string>;
  /** File of the public keys of access tokens. */
  jwksFile: string;
  /** Main process of each part. */
  pids: Record<string, number>;
  owner: Login;
  /** People of the demo who sign in with a password. */
  logins: Login[];
  stop(): Promise<void>;
}

/** Someone who signs in with an e-mail address and a password. */
export interface Login {
  email: string;
  password: string;
}

interface RunFile {
  gatewayUrl: string;
  natsUrl: string;
  adminUrl: string;
  auditUrls: Record<string, string>;
  demo?: { logins: (Login & { role: string })[] };
}

/** Starts the system in a folder that is thrown away. Rate limits are raised: one generator plays many callers. */
export async function startBenchSystem(): Promise<BenchSystem> {
  const home = mkdtempSync(join(tmpdir(), 'sippy-bench-'));
  const env = {
    ...process.env,
    SIPPY_HOME: home,
    SIPPY_RATE_PER_SECOND: '1000000',
    SIPPY_PG_STATISTICS: '1',
  };
  await npm(['start', '--', '--detach'], env);
  const run = readJson<RunFile>(join(home, 'run.json'));
  const { parts } = readJson<{ parts: { name: string; pid: number }[] }>(join(home, 'processes.json'));
  const owner = run.demo?.logins.find((login) => login.role.toLowerCase() === 'owner');
  if (!owner) throw new Error('the bench needs the demo owner, whom the seed makes');
  return {
    gatewayUrl: run.gatewayUrl,
    natsUrl: run.natsUrl,
    adminUrl: run.adminUrl,
    auditUrls: run.auditUrls,
    jwksFile: join(home, 'keys/token-jwks.json'),
    pids: Object.fromEntries(parts.map(({ name, pid }) => [name, pid])),
    owner,
    logins: run.demo?.logins ?? [],
    stop: async () => {
      await npm(['stop'], env);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function npm(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        output = `${output}${text}`.slice(-10_000);
      });
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`npm ${args.join(' ')} failed:\n${output}`)),
    );
  });
}

/** The cluster's superuser at a service's database, or at another one. */
export function adminUrlOf({ adminUrl }: BenchSystem, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
