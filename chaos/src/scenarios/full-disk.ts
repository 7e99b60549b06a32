import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario, Stage } from '../scenario.ts';
import { type Selling, startSelling } from '../selling.ts';
import { canMountSmallDisk, fillDisk } from '../small-disk.ts';
import { until } from '../until.ts';
import { judge } from '../verdict.ts';

/** Fills the disk of PostgreSQL and NATS under load, several times; what ends of it is started again when there is space. */
async function run(stage: Stage): Promise<void> {
  const { system } = stage;
  const hostsBefore = system.hosts.map((host) => system.pidOf(host));
  const selling = startSelling(stage.cafes);
  const times = stage.size(5, 1);
  const seconds = stage.size(20, 6);
  const recoveries: number[] = [];
  let acknowledgedWhileFull = 0;
  for (let time = 0; time < times; time++) {
    await sleep(3000);
    const giveBack = fillDisk(system.home);
    // Files that are longer than what is in them take what is written for a while.
    await sleep(3000);
    const before = selling.sales.filter((sale) => sale.paid).length;
    await sleep(seconds * 1000);
    acknowledgedWhileFull += selling.sales.filter((sale) => sale.paid).length - before;
    giveBack();
    // As deploy/runbooks/full-disk.md says.
    if (stage.without === undefined) {
      await system.kill('nats');
      await system.start('nats');
    }
    recoveries.push(await recovered(stage, selling));
    stage.say(`  full ${time + 1} of ${times}: first sale after ${recoveries.at(-1)?.toFixed(1)} s`);
  }
  await sleep(1000);
  await selling.stop();
  const ended = system.hosts.filter((host, index) => system.pidOf(host) !== hostsBefore[index]);
  stage.say(`  ${acknowledgedWhileFull} sales were acknowledged while it was full`);
  stage.must('times that the disk was full', times, '≥', 1);
  stage.must('calls that were refused meanwhile', selling.unanswered, '≥', 1);
  stage.must('first sale after there is space, slowest', Math.max(...recoveries), '≤', stage.limit(10), 's');
  stage.must('hosts that have ended', ended.length, '=', 0);
  stage.must('parts that do not run', system.dead().length, '=', 0);
  await judge(stage, selling);
}

/** Seconds until a sale is done that begins from now on; what has ended is started again, as whoever watches over it would. */
function recovered(stage: Stage, selling: Selling): Promise<number> {
  const { system } = stage;
  const begun = selling.sales.length;
  return until(async () => {
    for (const name of system.dead().filter((one) => !system.hosts.includes(one))) {
      stage.say(`  ${name} has ended and is started`);
      await system.start(name);
    }
    return selling.sales.slice(begun).some((sale) => sale.paid);
  }, 60);
}

export const fullDisk: Scenario = {
  number: 18,
  name: 'full-disk',
  about: 'the disk of PostgreSQL and NATS is full, several times',
  needs: { diskMiB: 1536 },
  quick: false,
  impossible: () => (canMountSmallDisk() ? undefined : 'only who may mount can have a disk that is full'),
  run,
  proofs: [{ without: 'the restart of NATS that the runbook asks for' }],
};
