/** Stripe's own mock: it keeps no state, but checks every request against Stripe's published API. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toolsFolder } from '../../../tilt/tools.ts';

const run = promisify(execFile);
const version = 'v0.203.0';

/** A running mock. */
export interface StripeMock {
  url: string;
  stop(): void;
}

/** Starts the mock, built once with Go into the tools folder; undefined where there is no Go. */
export async function startStripeMock(): Promise<StripeMock | undefined> {
  const binary = await build();
  if (!binary) return undefined;
  const port = await freePort();
  const child = spawn(binary, ['-http-addr', `127.0.0.1:${port}`], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await answers(url, child);
  return { url, stop: () => void child.kill() };
}

async function build(): Promise<string | undefined> {
  const folder = join(toolsFolder(), `stripe-mock-${version.slice(1)}`);
  const binary = join(folder, 'stripe-mock');
  const isThere = await access(binary, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (isThere) return binary;
  const hasGo = await run('go', ['version']).catch(() => undefined);
  if (!hasGo) return undefined;
  await mkdir(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder, GOFLAGS: '', CGO_ENABLED: '0' };
  // It answers a handful of requests: compiling it well would take longer than that, and half as long again.
  const quickly = ['-gcflags=all=-N -l', '-ldflags=-s -w'];
  const source = `github.com/stripe/stripe-mock@${version}`;
  await run('go', ['install', ...quickly, source], { env, timeout: 180_000 });
  return binary;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((r) => setTimeout(r, 50))) {
    if (child.exitCode !== null) throw new Error(`stripe-mock ended with ${child.exitCode}`);
    if (await fetch(url).catch(() => undefined)) return;
  }
  throw new Error('stripe-mock did not answer');
}
