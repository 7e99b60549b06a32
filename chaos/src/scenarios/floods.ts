import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { portOf } from '@sippy/tilt/setup';
import { memoryOf } from '../process-tree.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { startSelling } from '../selling.ts';
import { judge } from '../verdict.ts';

const abuses = [
  'slowloris',
  'header-flood',
  'idle-connections',
  'oversized-bodies',
  'abandoned-streams',
  'rapid-reset',
  'ping-flood',
];

/** Abuses the gateway in every way by turns while the tills go on selling at a gentle rate. */
async function run(stage: Stage): Promise<void> {
  const { system } = stage;
  const parts = ['gateway', ...system.hosts];
  const seconds = stage.size(20, 4);
  const warmUp = startSelling(stage.cafes);
  await sleep(stage.size(60, 8) * 1000);
  await warmUp.stop();
  const selling = startSelling(stage.cafes, { pauseMs: 400 });
  await sleep(2 * seconds * 1000);
  const before = parts.map((part) => memoryOf(system.pidOf(part)));
  const quiet = p99(selling.durationsMs);
  stage.say(
    `  p99 of a sale in quiet: ${quiet.toFixed(0)} ms; ${parts.map((part, at) => `${part} ${before[at]?.toFixed(0)} MiB`).join(', ')}`,
  );
  for (const abuse of abuses) {
    const from = selling.durationsMs.length;
    const stop = await startAbuse(stage, abuse);
    const most = parts.map(() => 0);
    for (let passed = 0; passed < seconds; passed += 0.5) {
      await sleep(500);
      for (const [at, part] of parts.entries())
        most[at] = Math.max(most[at] ?? 0, memoryOf(system.pidOf(part)) / (before[at] ?? 1));
    }
    const during = p99(selling.durationsMs.slice(from));
    await stop();
    for (const [at, part] of parts.entries())
      stage.must(`${abuse}: memory of ${part}`, most[at] ?? 0, '≤', 1.5, 'times');
    stage.must(`${abuse}: p99 of a sale`, during / quiet, '≤', 2, 'times');
    await sleep(1000);
  }
  await selling.stop();
  stage.must('parts that have ended', system.dead().length, '=', 0);
  await judge(stage, { ...selling, sales: [...warmUp.sales, ...selling.sales] });
}

/** The abuse is a process of its own: its work must not slow down the tills that are measured. */
async function startAbuse({ system, size }: Stage, kind: string): Promise<() => Promise<void>> {
  const port = portOf(system.setup.ports, 'gateway');
  const share = size(100, 15) / 100;
  const file = join(import.meta.dirname, '../abuse-process.ts');
  const child = spawn(process.execPath, [file, kind, `${port}`, `${share}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  return async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
  };
}

function p99(durations: readonly number[]): number {
  const sorted = durations.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
}

export const floods: Scenario = {
  number: 13,
  name: 'floods',
  about:
    'slowloris, header flood, idle connections, oversized bodies, abandoned streams, rapid reset, ping flood',
  needs: { limited: true },
  quick: false,
  run,
  proofs: [{ without: 'the limit on bodies', needs: { limited: true, anyBody: true } }],
};
