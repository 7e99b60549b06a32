import { setTimeout as sleep } from 'node:timers/promises';
import { portOf } from '@sippy/tilt/setup';
import {
  abandonedStreams,
  headerFloods,
  idleConnections,
  type Listener,
  oversizedBodies,
  pingFloods,
  rapidResets,
  type Stop,
  slowRequests,
} from '../abuse.ts';
import { memoryOf } from '../process-tree.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { startSelling } from '../selling.ts';
import { judge } from '../verdict.ts';

/** Abuses the gateway in every way by turns while the tills go on selling at a gentle rate. */
async function run(stage: Stage): Promise<void> {
  const { system } = stage;
  const gateway: Listener = { port: portOf(system.setup.ports, 'gateway') };
  const parts = ['gateway', ...system.hosts];
  const pids = parts.map((part) => system.pidOf(part));
  const seconds = stage.size(20, 4);
  const abuses: Record<string, () => Promise<Stop> | Stop> = {
    slowloris: () => slowRequests(gateway, stage.size(1000, 200)),
    'header flood': () => headerFloods(gateway, 4),
    'idle connections': () => idleConnections(gateway, stage.size(10_000, 1000)),
    'oversized bodies': () => oversizedBodies(gateway, 2),
    'abandoned streams': () => abandonedStreams(gateway, 4, 500),
    'rapid reset': () => rapidResets(gateway, 4, 2000),
    'ping flood': () => pingFloods(gateway, 4, 2000),
  };
  const selling = startSelling(stage.cafes, { pauseMs: 400 });
  await sleep(seconds * 1000);
  const memoryBefore = pids.map(memoryOf);
  const quiet = p99(selling.durationsMs);
  for (const [name, abuse] of Object.entries(abuses)) {
    const from = selling.durationsMs.length;
    const stop = await abuse();
    let most = 0;
    for (let passed = 0; passed < seconds; passed += 0.5) {
      await sleep(500);
      most = Math.max(most, ...pids.map((pid, index) => memoryOf(pid) / (memoryBefore[index] ?? 1)));
    }
    const during = p99(selling.durationsMs.slice(from));
    await stop();
    stage.must(`${name}: memory of gateway and host`, most, '≤', 1.5, 'times');
    stage.must(`${name}: p99 of a sale`, during / quiet, '≤', 2, 'times');
    await sleep(1000);
  }
  await selling.stop();
  stage.must('p99 of a sale in quiet', quiet, '≥', 0, 'ms');
  stage.must('parts that have ended', system.dead().length, '=', 0);
  await judge(stage, selling);
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
  needs: {},
  quick: false,
  run,
  proofs: [{ without: 'the limit on bodies', needs: { anyBody: true } }],
};
