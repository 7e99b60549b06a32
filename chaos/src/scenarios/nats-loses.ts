import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { grantEveryLock } from '../protections.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { startSelling } from '../selling.ts';
import { settled } from '../settled.ts';
import { copyStore, replaceStore, undelivered, withNats } from '../streams.ts';
import { judge } from '../verdict.ts';

/** What is lost, and whether our hosts are killed with it. */
const losses = [
  { what: 'tail', hosts: 'run on' },
  { what: 'tail', hosts: 'killed too' },
  { what: 'all', hosts: 'run on' },
  { what: 'all', hosts: 'killed too' },
] as const;

/** Loses what NATS had acknowledged, while a consumer has not taken it yet; then lets two relays of one service send. */
async function run(stage: Stage): Promise<void> {
  const { system } = stage;
  const selling = startSelling(stage.cafes, { pauseMs: 100 });
  const seconds = stage.size(20, 2);
  // In a proof, what one loss takes away for good the next would bring back.
  const chosen = losses.filter(
    ({ what, hosts }) => !stage.without || (what === 'tail' && hosts !== 'run on'),
  );
  for (const loss of chosen) {
    await loseTail(stage, loss, seconds);
    stage.say(`  lost ${loss.what}, hosts ${loss.hosts}: ${selling.sales.length} sales begun`);
  }
  if (stage.without === undefined) await twoRelays(stage, seconds);
  await selling.stop();
  const drainSeconds = await settled(stage, 60);
  stage.must('everything delivered after the last loss', drainSeconds, '≤', 60, 's');
  const missing = (await undelivered(stage)).filter((one) => one.missing > 0);
  for (const { service, consumer, missing: count } of missing)
    stage.say(`  ${count} events have not reached ${service} ${consumer}`);
  stage.must(
    'events that a consumer never got',
    missing.reduce((sum, one) => sum + one.missing, 0),
    '=',
    0,
  );
  stage.must('parts that have ended', system.dead().length, '=', 0);
  await judge(stage, selling);
}

async function loseTail(stage: Stage, loss: (typeof losses)[number], seconds: number): Promise<void> {
  const { system } = stage;
  const copy = join(system.home, 'nats-copy');
  await system.kill('nats');
  copyStore(system, copy);
  await system.start('nats');
  await sleep(500);
  // The kitchen's consumer cannot write down what it takes: what is published now is acknowledged and not yet used.
  const blocker = await stage.databases.session('kitchen');
  await blocker.query(
    'set idle_in_transaction_session_timeout = 0; begin; lock table inbox in exclusive mode',
  );
  await sleep(seconds * 1000);
  const hosts = loss.hosts === 'killed too' ? system.hosts : [];
  await Promise.all(['nats', ...hosts].map((name) => system.kill(name)));
  replaceStore(system, loss.what === 'tail' ? copy : undefined);
  await blocker.end();
  await system.start('nats');
  if (hosts.length > 0 && stage.without === 'the memory of what was acknowledged')
    await forgetSequences(stage);
  await Promise.all(hosts.map((host) => system.start(host)));
  await sleep(1000);
}

/** Every relay starts in the belief that its stream is as long as it should be. */
async function forgetSequences({ system, databases }: Stage): Promise<void> {
  await withNats(system, async (_, manager) => {
    for (const { config, state } of await manager.streams.list().next())
      for (const service of databases.services)
        await databases.rows(service, 'update relay_cursor set sequence = $2 where stream = $1', [
          config.name,
          state.last_seq,
        ]);
  });
}

/** A second host runs beside the first, and every lock of a relay is granted to both. */
async function twoRelays(stage: Stage, seconds: number): Promise<void> {
  const { system, databases } = stage;
  for (const service of databases.services) await grantEveryLock(stage, service);
  const host = 'order';
  await system.kill(host);
  await system.start(host);
  const twin = await system.startTwin(host);
  await sleep(seconds * 1000);
  const leading = await databases.rows<{ count: bigint }>(
    'order',
    `select count(*) from pg_stat_activity where query like '%pg_try_advisory_lock(727272, 3)%' or query like '%relay_cursor%'`,
  );
  stage.must('relays of one service at work at once', Number(leading[0]?.count ?? 0n), '≥', 2);
  await twin.kill();
}

export const natsLoses: Scenario = {
  number: 5,
  name: 'nats-loses',
  about: 'NATS loses its tail and then all, with and without a restart of ours; two relays at once by force',
  // In one process the hosts would hand each other what NATS has lost.
  needs: { hosting: 'apart', proxied: true },
  quick: false,
  run,
  proofs: [{ without: 'the memory of what was acknowledged' }],
};
