import { setTimeout as sleep } from 'node:timers/promises';
import { gone, identify } from '@sippy/tilt/record';
import { commitCarelessly } from '../protections.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { type Selling, startSelling } from '../selling.ts';
import { until } from '../until.ts';
import { judge } from '../verdict.ts';

/** Stops PostgreSQL at once, starts it again, then freezes it. */
async function run(stage: Stage): Promise<void> {
  const { system, random } = stage;
  const hostsBefore = system.hosts.map((host) => system.pidOf(host));
  const selling = startSelling(stage.cafes);
  const recoveries: number[] = [];
  const crashes = stage.size(5, 1);
  for (let crash = 0; crash < crashes; crash++) {
    await sleep(random.between(2500, 3500));
    // Immediate shutdown: no checkpoint, nothing is written that was not written yet.
    const server = identify(system.pidOf('postgres'));
    system.signal('postgres', 'SIGQUIT');
    if (server) await gone(server, 10_000);
    await sleep(random.between(500, 3000));
    await system.start('postgres');
    recoveries.push(await nextSale(selling));
  }
  await sleep(1000);
  const frozenSeconds = stage.size(30, 4);
  system.signalTree('postgres', 'SIGSTOP');
  await sleep(frozenSeconds * 1000);
  system.signalTree('postgres', 'SIGCONT');
  recoveries.push(await nextSale(selling));
  await sleep(1000);
  await selling.stop();
  stage.must('crashes of PostgreSQL', crashes, '≥', 1);
  stage.must('frozen', frozenSeconds, '≥', 4, 's');
  stage.must(
    'first sale after PostgreSQL is back, slowest',
    Math.max(...recoveries),
    '≤',
    stage.limit(5),
    's',
  );
  const ended = system.hosts.filter((host, index) => system.pidOf(host) !== hostsBefore[index]);
  stage.must('parts that have ended', system.dead().length + ended.length, '=', 0);
  await judge(stage, selling);
}

/** Seconds until a sale is done that begins from now on. */
export function nextSale(selling: Selling): Promise<number> {
  const begun = selling.sales.length;
  return until(() => selling.sales.slice(begun).some((sale) => sale.paid), 60);
}

export const postgres: Scenario = {
  number: 3,
  name: 'postgres',
  about: 'PostgreSQL stopped at once and started, then frozen for 30 s',
  needs: { proxied: true },
  quick: false,
  run,
  proofs: [{ without: 'commits that wait for the disk', takeAway: commitCarelessly }],
};
