import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { shiftDatabaseClocks } from '../protections.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { startSelling } from '../selling.ts';
import { until } from '../until.ts';
import { judge } from '../verdict.ts';

const shiftMinutes = 5;

/** Restarts one of two hosts with a clock that is wrong, first fast, then slow. */
async function run(stage: Stage): Promise<void> {
  const { system } = stage;
  const selling = startSelling(stage.cafes, { pauseMs: 100 });
  let wronglyStamped = 0;
  let saidReady = 0;
  for (const minutes of [shiftMinutes, -shiftMinutes]) {
    const since = new Date();
    await system.kill('host-b');
    const loader = pathToFileURL(join(import.meta.dirname, '../shifted-clock.ts')).href;
    const env = { CLOCK_SHIFT_MS: String(minutes * 60_000), NODE_OPTIONS: `--import=${loader}` };
    if (stage.without !== undefined) await shiftDatabaseClocks(stage, minutes);
    await startUnready(stage, env);
    for (let look = 0; look < stage.size(60, 5); look++) {
      await sleep(1000);
      if (await system.ready('host-b')) saidReady += 1;
    }
    wronglyStamped += await stampedWrongly(stage, since);
    await system.kill('host-b');
    if (stage.without !== undefined) await shiftDatabaseClocks(stage, 0);
    await system.start('host-b');
    await sleep(1000);
  }
  await selling.stop();
  stage.must('times a host with a wrong clock said that it is ready', saidReady, '=', 0);
  stage.must('orders and payments stamped with a wrong time', wronglyStamped, '=', 0);
  await judge(stage, selling);
}

/** Starts the host, which must never be ready, and waits until it is up all the same. */
async function startUnready({ system }: Stage, env: Record<string, string>): Promise<void> {
  const before = Buffer.byteLength(system.log('host-b'));
  // What is not ready within a minute is given up there; here it goes on.
  void system.start('host-b', env).catch(() => undefined);
  await until(() => system.log('host-b', before).includes('"msg":"ready"'), 60, 200);
}

/** Rows whose time is off the database's own by more than half of what the clock is: seconds can pass on a busy machine. */
async function stampedWrongly({ databases }: Stage, since: Date): Promise<number> {
  const [orders] = await databases.rows<{ count: bigint }>(
    'order',
    `select count(*) from "order" o join event e on e.aggregate_id = o.order_id and e.aggregate_version = 1
     where e.time > $1 and abs(extract(epoch from e.time - o.create_time)) > $2`,
    [since, shiftMinutes * 30],
  );
  const [payments] = await databases.rows<{ count: bigint }>(
    'payment',
    `select count(*) from payment p join event e on e.aggregate_id = p.payment_id
     where e.type = 'payment.completed' and e.time > $1 and abs(extract(epoch from e.time - p.create_time)) > $2`,
    [since, shiftMinutes * 30],
  );
  return Number((orders?.count ?? 0n) + (payments?.count ?? 0n));
}

export const wrongClock: Scenario = {
  number: 15,
  name: 'wrong-clock',
  about: 'the clock of one of two hosts five minutes fast, then five minutes slow',
  needs: { twoHosts: true },
  quick: false,
  run,
  proofs: [{ without: 'a right clock to compare with' }],
};
