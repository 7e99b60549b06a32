import { setTimeout as sleep } from 'node:timers/promises';
import { compareLedger } from '../ledger.ts';
import { forgetInboxes } from '../protections.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { type Selling, startSelling } from '../selling.ts';
import { settled } from '../settled.ts';
import { until } from '../until.ts';
import { judge } from '../verdict.ts';

/** How NATS is lost, and how soon the kitchen must have what was sold: a silent connection has to be noticed first. */
const losses = [
  { how: 'killed', full: 60, smallest: 3, ticketSeconds: 3 },
  { how: 'killed', full: 300, smallest: 0, ticketSeconds: 3 },
  { how: 'silent', full: 60, smallest: 3, ticketSeconds: 20 },
] as const;

/** Takes NATS away for a while, several times, while the tills sell. */
async function run(stage: Stage): Promise<void> {
  const selling = startSelling(stage.cafes);
  let slowestDrain = 0;
  let late = 0;
  let calls = 0;
  let unanswered = 0;
  for (const { how, full, smallest, ticketSeconds } of losses) {
    const seconds = stage.size(full, smallest);
    if (seconds === 0) continue;
    await sleep(1000);
    const before = { calls: selling.calls, unanswered: selling.unanswered };
    await lose(stage, how);
    await sleep(seconds * 1000);
    late += await notInKitchen(stage, selling, ticketSeconds);
    calls += selling.calls - before.calls;
    unanswered += selling.unanswered - before.unanswered;
    stage.say(`  ${seconds} s with NATS ${how}, ${selling.sales.length} sales begun`);
    await bringBack(stage, how);
    slowestDrain = Math.max(slowestDrain, await settledUnderLoad(stage));
  }
  await selling.stop();
  stage.must('calls answered while NATS was away', (1 - unanswered / calls) * 100, '≥', 99.9, '%');
  stage.must('sales that did not reach the kitchen while NATS was away', late, '=', 0);
  stage.must('what had waited drained, slowest', slowestDrain, '≤', 30, 's');
  await judge(stage, selling);
}

async function lose({ system }: Stage, how: 'killed' | 'silent'): Promise<void> {
  if (how === 'silent') system.proxies.nats?.freeze();
  else await system.kill('nats');
}

async function bringBack({ system }: Stage, how: 'killed' | 'silent'): Promise<void> {
  if (how === 'silent') system.proxies.nats?.mend();
  else await system.start('nats');
}

/** Sales paid up to now whose ticket the kitchen has not so many seconds later. */
async function notInKitchen(stage: Stage, selling: Selling, seconds: number): Promise<number> {
  const paid = new Set(selling.sales.flatMap((sale) => (sale.paid ? sale.placed?.orderId : [])));
  const cafeIds = stage.cafes.map((cafe) => cafe.cafeId);
  let late: string[] = [];
  await until(
    async () => {
      const { halfDone } = await compareLedger(stage.databases, selling.sales, cafeIds);
      late = halfDone.filter((text) => paid.has(text.split(' ')[1]));
      return late.length === 0;
    },
    seconds,
    200,
  );
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
  about: 'NATS down for 60 s and for 5 min, then silent for 60 s, while a one-process café sells',
  needs: { proxied: true },
  quick: true,
  run,
  proofs: [
    { without: 'the one process that hands events over itself', needs: { hosting: 'apart', proxied: true } },
    { without: 'the inbox', takeAway: forgetInboxes },
  ],
};
