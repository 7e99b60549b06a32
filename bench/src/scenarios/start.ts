import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@sippy/tilt/infrastructure/server';
import { bundledHost, bundleServices } from '@sippy/tilt/service-bundle';
import { v7 as newId } from 'uuid';
import { figure, median } from '../figures.ts';
import { startBareHandler } from '../floors/bare-calls.ts';
import { hostEnvironment } from '../host-environment.ts';
import { memoryMiBOf } from '../process-usage.ts';
import type { BenchContext, Scenario } from '../scenario.ts';

const root = join(import.meta.dirname, '../../..');

/** A second host of all services beside the first one, as in a deploy: how soon is it healthy? */
export const start: Scenario = {
  name: 'start',
  about: 'a second host of all services is started beside the first: from the process to healthy (/readyz)',
  async run(context) {
    await bundleServices();
    const folder = mkdtempSync(join(tmpdir(), 'sippy-start-'));
    try {
      const bare: number[] = [];
      const warm: number[] = [];
      const memory: number[] = [];
      const first = await startHost(context, folder, join(folder, 'cache'));
      for (let n = 0; n < context.rounds; n++) {
        bare.push(await startBare(folder));
        const started = await startHost(context, folder, join(folder, 'cache'));
        warm.push(started.seconds);
        memory.push(started.memoryMiB);
      }
      const floor = { what: 'a bare grpc-js server', value: median(bare) };
      return [
        figure('host process to healthy', 's', warm, { target: { atMost: 2.5 }, floor }),
        figure('the first time, nothing compiled yet', 's', [first.seconds], { floor }),
        figure('memory of the host when healthy', 'MiB', memory),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Started {
  seconds: number;
  memoryMiB: number;
}

async function startHost({ system }: BenchContext, folder: string, cache: string): Promise<Started> {
  const port = await freePort();
  const env = {
    ...hostEnvironment(system),
    HOST_LISTEN: `unix:${join(folder, 'host.sock')}`,
    METRICS_PORT: String(port),
    NODE_COMPILE_CACHE: cache,
  };
  const begun = performance.now();
  const args = ['--disable-warning=ExperimentalWarning', bundledHost(), 'all'];
  const host = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    while (!(await isHealthy(port))) {
      if (host.exitCode !== null) throw new Error('the second host has ended');
      await sleep(10);
    }
    const seconds = (performance.now() - begun) / 1000;
    return { seconds, memoryMiB: memoryMiBOf({ host: host.pid ?? 0 }).host ?? Number.NaN };
  } finally {
    await end(host);
  }
}

async function startBare(folder: string): Promise<number> {
  const begun = performance.now();
  const bare = await startBareHandler(`unix:${join(folder, `${newId()}.sock`)}`);
  const seconds = (performance.now() - begun) / 1000;
  await end(bare);
  return seconds;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}
