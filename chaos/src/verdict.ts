/** What must hold after every scenario: nothing acknowledged is lost, nothing is there twice, nothing is half done, the books are right. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compareLedger, type Sale } from './ledger.ts';
import type { Stage } from './scenario.ts';
import { pay, place, type Selling } from './selling.ts';
import { settled } from './settled.ts';

const root = join(import.meta.dirname, '../..');
const halfDoneSeconds = 30;

/** Waits until what is under way has ended, then compares all there is to compare. The tills must have stopped. */
export async function judge(stage: Stage, selling: Selling): Promise<void> {
  const drainSeconds = await settled(stage, halfDoneSeconds);
  await judgeLedger(stage, selling.sales);
  stage.must('consumers drained after recovery', drainSeconds, '≤', halfDoneSeconds, 's');
  stage.must('answers that no fault explains', selling.wrong.length, '=', 0);
  for (const text of selling.wrong.slice(0, 3)) stage.say(`  wrong answer: ${text}`);
  await judgeRepetitions(stage, selling.sales);
  await judgeInboxes(stage);
  await judgeBooks(stage);
}

/** Compares the tills' ledger with the databases; what is half done has thirty seconds to end. */
export async function judgeLedger(stage: Stage, sales: readonly Sale[]): Promise<void> {
  const cafeIds = stage.cafes.map((cafe) => cafe.cafeId);
  const until = Date.now() + halfDoneSeconds * 1000;
  let difference = await compareLedger(stage.databases, sales, cafeIds);
  while (difference.halfDone.length > 0 && Date.now() < until) {
    await sleep(500);
    difference = await compareLedger(stage.databases, sales, cafeIds);
  }
  stage.must('acknowledged sales', sales.filter((sale) => sale.paid).length, '≥', 1);
  stage.must('acknowledged and lost', difference.lost.length, '=', 0);
  stage.must('doubles', difference.doubled.length, '=', 0);
  stage.must(`half done after ${halfDoneSeconds} s`, difference.halfDone.length, '=', 0);
  for (const list of Object.values(difference)) for (const text of list.slice(0, 3)) stage.say(`  ${text}`);
}

/** Repeats some acknowledged requests: each must be answered with the same thing again. */
export async function judgeRepetitions(stage: Stage, sales: readonly Sale[], count = 20): Promise<void> {
  const cafeOf = new Map(stage.cafes.map((cafe) => [cafe.cafeId, cafe]));
  const acknowledged = stage.random.shuffled(sales.filter((sale) => sale.paid)).slice(0, count);
  let different = 0;
  for (const sale of acknowledged) {
    const cafe = cafeOf.get(sale.cafeId);
    if (!cafe || !sale.placed || !sale.paid) continue;
    try {
      const { order } = await place(cafe, { ...sale, orderIds: [sale.placed.orderId] });
      const { payment } = await pay(cafe, sale);
      if (order?.number !== sale.placed.number || payment?.receiptNumber !== sale.paid.receiptNumber)
        different += 1;
    } catch (error) {
      if (different++ === 0) stage.say(`  repeating was refused: ${error}`);
    }
  }
  stage.must('repeated requests answered otherwise', different, '=', 0);
}

/** No consumer may have taken an event twice. */
export async function judgeInboxes({ databases, must }: Stage): Promise<void> {
  let twice = 0n;
  for (const service of databases.services) {
    const [row] = await databases.rows<{ twice: bigint }>(
      service,
      'select count(*) - count(distinct (consumer, event_id)) as twice from inbox',
    );
    twice += row?.twice ?? 0n;
  }
  must('events that a consumer took twice', Number(twice), '=', 0);
}

/** Runs `sippy audit`. */
export async function judgeBooks(stage: Stage): Promise<void> {
  const { code, output } = await sippy(stage, ['audit', '--json']);
  stage.must('exit code of sippy audit', code, '=', 0);
  if (code !== 0) for (const text of brokenChecks(output)) stage.say(`  ${text}`);
}

/** The checks that are not right, each with one of its offenders; the end of what was said if it is no audit. */
function brokenChecks(output: string): string[] {
  const json = /^\{[\s\S]*^\}/m.exec(output)?.[0];
  if (!json) return [output.slice(-1500)];
  const { checks } = JSON.parse(json) as {
    checks: { name: string; broken: number; offenders: { subject: string; problem: string }[] }[];
  };
  return checks
    .filter(({ broken }) => broken > 0)
    .map(
      ({ name, broken, offenders: [one] }) => `${name}: ${broken}, such as ${one?.subject} ${one?.problem}`,
    );
}

/** Runs the command line against the stage's system. */
export function sippy({ system }: Stage, args: readonly string[]): Promise<{ code: number; output: string }> {
  const child = spawn(join(root, 'node_modules/.bin/sippy'), args, {
    cwd: root,
    env: { ...process.env, SIPPY_HOME: system.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      output += text;
    });
  return new Promise((resolve) =>
    child.once('close', (code, signal) => resolve({ code: code ?? 1, output: `${output}${signal ?? ''}` })),
  );
}
