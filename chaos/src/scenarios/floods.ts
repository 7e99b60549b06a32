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

const turns = 3;

/**
 * Abuses the gateway in every way by turns while the tills go on selling at a gentle rate. Before its turns each abuser
 * is as busy with a bare listener: what that does to the tills is the machine's doing, and the floor of the comparison.
 * Of the turns the middle one counts, so that a disk or a neighbour that stalls for once says nothing about the gateway.
 */
async function run(stage: Stage): Promise<void> {
  const { system } = stage;
  const parts = ['gateway', ...system.hosts];
  const seconds = stage.size(6, 2);
  const warmUp = startSelling(stage.cafes);
  await sleep(stage.size(60, 12) * 1000);
  await warmUp.stop();
  const listener = await startAbuser(['listener']);
  const selling = startSelling(stage.cafes, { pauseMs: 150 });
  await sleep(4 * seconds * 1000);
  const quiet = p99(selling.durationsMs);
  const before = parts.map((part) => memoryOf(system.pidOf(part)));
  /** The p99 of the sales of so many seconds while the port is abused. */
  const during = async (kind: string, port: string, watch: () => void) => {
    const abuser = await startAbuser([kind, port, `${stage.size(100, 15) / 100}`]);
    const from = selling.durationsMs.length;
    for (let passed = 0; passed < seconds; passed += 0.5) {
      await sleep(500);
      watch();
    }
    const slow = p99([...selling.durationsMs.slice(from), ...selling.unfinishedMs()]);
    await abuser.stop();
    const over = performance.now();
    await sleep(500);
    // Whoever still waits waits for what is over, and must not count as slow in what comes next.
    while (selling.unfinishedMs().some((ms) => ms > performance.now() - over)) await sleep(50);
    return slow;
  };
  const floor: number[] = [];
  const abused = new Map<string, number>();
  const most = new Map<string, number[]>();
  for (const kind of abuses) {
    const seen = parts.map(() => 0);
    const watch = () => {
      for (const [at, part] of parts.entries())
        seen[at] = Math.max(seen[at] ?? 0, memoryOf(system.pidOf(part)) / (before[at] ?? 1));
    };
    const slow: number[] = [];
    floor.push(await during(kind, listener.said, () => {}));
    for (let turn = 0; turn < turns; turn++)
      slow.push(await during(kind, `${portOf(system.setup.ports, 'gateway')}`, watch));
    abused.set(kind, middle(slow));
    most.set(kind, seen);
  }
  stage.say(
    `  p99 of a sale: ${quiet.toFixed(0)} ms in quiet, ${middle(floor).toFixed(0)} ms with the abuser busy elsewhere; ${parts.map((part, at) => `${part} ${before[at]?.toFixed(0)} MiB`).join(', ')}`,
  );
  for (const kind of abuses) {
    for (const [at, part] of parts.entries())
      stage.must(`${kind}: memory of ${part}`, most.get(kind)?.[at] ?? 0, '≤', 1.5, 'times');
    stage.must(`${kind}: p99 of a sale`, (abused.get(kind) ?? 0) / middle(floor), '≤', 2, 'times');
  }
  await listener.stop();
  await selling.stop();
  stage.must('parts that have ended', system.dead().length, '=', 0);
  await judge(stage, { ...selling, sales: [...warmUp.sales, ...selling.sales] });
}

interface Abuser {
  /** What it said when it was ready. */
  said: string;
  stop(): Promise<void>;
}

/** The abuser is a process of its own: its work must not slow down the tills that are measured. */
async function startAbuser(args: readonly string[]): Promise<Abuser> {
  const file = join(import.meta.dirname, '../abuse-process.ts');
  const child = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [said] = await Promise.race([once(child.stdout, 'data'), ended]);
  return {
    said: String(said).trim(),
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
    },
  };
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
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
