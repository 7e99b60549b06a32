import { setTimeout as sleep } from 'node:timers/promises';
import { compareLedger } from '../ledger.ts';
import { forgetInboxes } from '../protections.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { type Selling, startSelling } from '../selling.ts';
import { settled } from '../settled.ts';
import { judge } from '../verdict.ts';

/** Ends NATS for a while, twice, while the tills sell. */
async function run(stage: Stage): Promise<void> {
  const { system } = stage;
  const selling = startSelling(stage.cafes);
  let slowestDrain = 0;
  let late = 0;
  let calls = 0;
  let unanswered = 0;
  for (const seconds of [stage.size(60, 5), stage.size(300, 5)]) {
    await sleep(2000);
    const before = { calls: selling.calls, unanswered: selling.unanswered };
    await system.kill('nats');
    await sleep(seconds * 1000);
    late += await notInKitchen(stage, selling);
    calls += selling.calls - before.calls;
    unanswered += selling.unanswered - before.unanswered;
    stage.say(`  ${seconds} s without NATS, ${selling.sales.length} sales begun`);
    await system.start('nats');
    slowestDrain = Math.max(slowestDrain, await settledUnderLoad(stage));
  }
  await selling.stop();
  stage.must('calls answered while NATS was away', (1 - unanswered / calls) * 100, '≥', 99.9, '%');
  stage.must('sales not in the kitchen 3 s after they were paid, NATS away', late, '=', 0);
  stage.must('what had waited drained, slowest', slowestDrain, '≤', 30, 's');
  await judge(stage, selling);
}

/** Sales paid up to now whose ticket the kitchen has not three seconds later. */
async function notInKitchen(stage: Stage, selling: Selling): Promise<number> {
  const paid = selling.sales.filter((sale) => sale.paid);
  await sleep(3000);
  const { halfDone } = await compareLedger(
    stage.databases,
    selling.sales,
    stage.cafes.map((cafe) => cafe.cafeId),
  );
  const orders = new Set(paid.map((sale) => sale.placed?.orderId));
  const late = halfDone.filter((text) => orders.has(text.split(' ')[1]));
  for (const text of late.slice(0, 3)) stage.say(`  ${text}`);
  return late.length;
}

/** Under load something always waits: what counts is that the relay stands at the newest events. */
function settledUnderLoad(stage: Stage): Promise<number> {
  return settled(stage, 60, 200);
}

export const natsAway: Scenario = {
  number: 4,
  name: 'nats-away',
  about: 'NATS down for 60 s and for 5 min while a one-process café sells',
  needs: {},
  quick: true,
  run,
  proofs: [
    { without: 'the one process that hands events over itself', needs: { hosting: 'apart' } },
    { without: 'the inbox', takeAway: forgetInboxes },
  ],
};
