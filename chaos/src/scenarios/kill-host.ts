import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario, Stage } from '../scenario.ts';
import { startSelling } from '../selling.ts';
import { judge } from '../verdict.ts';

/** Kills hosts at random moments under load, and starts each again at once, as whoever watches over them would. */
async function run(stage: Stage): Promise<void> {
  const { system, random } = stage;
  const kills = stage.size(200, 2);
  const selling = startSelling(stage.cafes, { forgetful: stage.without === 'the memory of a request' });
  let slowestMs = 0;
  for (let kill = 1; kill <= kills; kill++) {
    await sleep(random.between(200, 1200));
    const host = random.pick(system.hosts);
    const killed = performance.now();
    await system.kill(host);
    await system.start(host);
    slowestMs = Math.max(slowestMs, performance.now() - killed);
    if (kill % 20 === 0) stage.say(`  ${kill} of ${kills} kills, ${selling.sales.length} sales begun`);
  }
  await sleep(500);
  await selling.stop();
  stage.must('kills', kills, '≥', 2);
  stage.must('healthy again, slowest', slowestMs / 1000, '≤', stage.limit(3), 's');
  await judge(stage, selling);
}

export const killHost: Scenario = {
  number: 1,
  name: 'kill-host',
  about: 'kill -9 of the host at random moments under load, 200 times',
  needs: { proxied: true },
  quick: true,
  run,
  proofs: [
    { without: 'the memory of a request' },
    {
      without: 'the relay of payments',
      // Whoever holds this lock is the relay; this one never sends anything.
      takeAway: async ({ databases, system }) => {
        const session = await databases.session('payment');
        await Promise.all(system.hosts.map((host) => system.kill(host)));
        await session.query('select pg_advisory_lock(727272, 3)');
        await Promise.all(system.hosts.map((host) => system.start(host)));
      },
    },
  ],
};

/** The same with one process a service: the others go on meanwhile, and ask one that is away. */
export const killService: Scenario = {
  number: 1,
  name: 'kill-service',
  about: 'kill -9 of single services at random moments under load, 200 times',
  needs: { hosting: 'apart', proxied: true },
  quick: false,
  run,
  proofs: [{ without: 'the memory of a request' }],
};
