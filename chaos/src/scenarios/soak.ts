import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { idleConnections } from '../abuse.ts';
import { memoryOf } from '../process-tree.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { startSelling } from '../selling.ts';
import { judge } from '../verdict.ts';

interface Sample {
  minutes: number;
  memoryMiB: number;
  files: number;
  backends: number;
}

/** Sells and reads for half an hour and watches what grows. The first third is warm-up. */
async function run(stage: Stage): Promise<void> {
  const { system } = stage;
  const seconds = stage.size(1800, 30);
  const selling = startSelling(stage.cafes, { pauseMs: 30 });
  const reading = readMenus(stage);
  const started = performance.now();
  const samples: Sample[] = [];
  while (performance.now() - started < seconds * 1000) {
    if (stage.without !== undefined)
      await idleConnections({ path: join(system.setup.sockets, 'host.sock') }, 5);
    await sleep(Math.max(500, (seconds * 1000) / 120));
    samples.push(await sampleOf(stage, (performance.now() - started) / 60_000));
  }
  await reading.stop();
  await selling.stop();
  const warm = samples.slice(Math.floor(samples.length / 3));
  const half = Math.floor(warm.length / 2);
  stage.must('memory of the host, growth after warm-up', slope(warm), '≤', 1, 'MiB/min');
  stage.must(
    'growth of its second half over the first',
    slope(warm.slice(half)) - slope(warm.slice(0, half)),
    '≤',
    1,
    'MiB/min',
  );
  const spread = (of: (sample: Sample) => number) => Math.max(...warm.map(of)) - Math.min(...warm.map(of));
  stage.must(
    'open files and sockets of the host, spread',
    spread((one) => one.files),
    '≤',
    20,
  );
  stage.must(
    'connections to PostgreSQL, spread',
    spread((one) => one.backends),
    '≤',
    20,
  );
  stage.must('menus read', reading.count(), '≥', 100);
  stage.must('parts that have ended', system.dead().length, '=', 0);
  await judge(stage, selling);
}

function readMenus({ cafes, random }: Stage): { count(): number; stop(): Promise<void> } {
  let over = false;
  let count = 0;
  const readers = Array.from({ length: 2 }, async () => {
    while (!over) {
      const { till, cafeId } = random.pick(cafes);
      await till.catalog.getMenu({ cafeId }).then(
        () => count++,
        () => {},
      );
      await sleep(20);
    }
  });
  return {
    count: () => count,
    stop: async () => {
      over = true;
      await Promise.all(readers);
    },
  };
}

async function sampleOf({ system, databases }: Stage, minutes: number): Promise<Sample> {
  const pid = system.pidOf(system.hosts[0] ?? '');
  const [row] = await databases.rows<{ count: bigint }>('order', 'select count(*) from pg_stat_activity');
  return {
    minutes,
    memoryMiB: memoryOf(pid),
    files: readdirSync(`/proc/${pid}/fd`).length,
    backends: Number(row?.count ?? 0n),
  };
}

/** Growth by least squares, in MiB a minute. */
function slope(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, one) => sum + of(one), 0) / samples.length;
  const [x, y] = [mean((one) => one.minutes), mean((one) => one.memoryMiB)];
  const above = samples.reduce((sum, one) => sum + (one.minutes - x) * (one.memoryMiB - y), 0);
  const below = samples.reduce((sum, one) => sum + (one.minutes - x) ** 2, 0);
  return below === 0 ? 0 : above / below;
}

export const soak: Scenario = {
  number: 16,
  name: 'soak',
  about: 'half an hour of mixed load',
  needs: {},
  quick: false,
  run,
  proofs: [{ without: 'callers that close their connections' }],
};
