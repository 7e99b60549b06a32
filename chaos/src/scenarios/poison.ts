import { v7 as newId } from 'uuid';
import { memoryOf } from '../process-tree.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { sell } from '../sell-for.ts';
import { place, startSelling } from '../selling.ts';
import { settled } from '../settled.ts';
import { until } from '../until.ts';
import { judge, sippy } from '../verdict.ts';

/** One order the kitchen cannot take, among many good ones; then a kitchen that is ten times too slow; then the cure. */
async function run(stage: Stage): Promise<void> {
  const { databases, system } = stage;
  const [cafe] = stage.cafes;
  if (!cafe) throw new Error('no café to sell at');
  const warm = await sell(stage, stage.size(60, 4));
  const orderId = newId();
  await refuseOrder(stage, orderId);
  const started = performance.now();
  const selling = startSelling(stage.cafes, { pauseMs: 100 });
  const poison = { cafeId: cafe.cafeId, orderIds: [orderId], lines: cafe.lines };
  const sale = { ...poison, placeRequestId: newId(), payRequestId: newId() };
  const { order } = await place(cafe, sale);
  await cafe.till.payment.payCash({ orderId, requestId: sale.payRequestId });
  const slowest = await slowestTicket(stage, selling, 10);
  await until(async () => (await lettersOf(stage)) > 0, 70, 200);
  stage.must('the bad event is a dead letter after', (performance.now() - started) / 1000, '≤', 60, 's');
  stage.must('tickets of good orders meanwhile, slowest', slowest, '≤', 5, 's');

  const memory = () => system.hosts.reduce((sum, host) => sum + memoryOf(system.pidOf(host)), 0);
  const before = memory();
  await slowKitchen(stage, true);
  const slowSeconds = stage.size(120, 6);
  let most = 0;
  await until(() => {
    most = Math.max(most, memory());
    return false;
  }, slowSeconds);
  await slowKitchen(stage, false);
  stage.must('memory of the hosts while the kitchen is slow', (most / before - 1) * 100, '≤', 20, '% more');
  await selling.stop();

  await databases.rows('kitchen', 'drop trigger refuse_order on kitchen_order');
  await settled(stage, 60);
  const retried = await sippy(stage, ['dlq', 'retry']);
  if (retried.code !== 0) stage.say(retried.output);
  stage.must('exit code of sippy dlq retry', retried.code, '=', 0);
  stage.must('dead letters left', await lettersOf(stage), '=', 0);
  const sold = {
    ...sale,
    placed: { orderId, number: order?.number ?? '', total: order?.totals?.total?.minor ?? 0n },
  };
  await judge(stage, {
    ...selling,
    wrong: [...warm.wrong, ...selling.wrong],
    sales: [...warm.sales, ...selling.sales, sold],
  });
}

/** The kitchen's database refuses all that concerns one order: its events can be applied only when that is mended. */
async function refuseOrder({ databases }: Stage, orderId: string): Promise<void> {
  await databases.rows(
    'kitchen',
    `create or replace function refuse_order() returns trigger language plpgsql as $$
     begin if new.order_id = tg_argv[0]::uuid then raise exception 'this order is poison'; end if; return new; end $$`,
  );
  await databases.rows(
    'kitchen',
    `create trigger refuse_order before insert or update on kitchen_order for each row execute function refuse_order('${orderId}')`,
  );
}

/** Each batch of the kitchen takes half a second longer. */
async function slowKitchen({ databases }: Stage, slow: boolean): Promise<void> {
  if (!slow) return void (await databases.rows('kitchen', 'drop trigger slow_down on kitchen_order'));
  await databases.rows(
    'kitchen',
    `create or replace function slow_down() returns trigger language plpgsql as $$
     begin perform pg_sleep(0.5); return null; end $$`,
  );
  await databases.rows(
    'kitchen',
    'create trigger slow_down before insert on kitchen_order for each statement execute function slow_down()',
  );
}

/** How long good orders wait for their tickets, the slowest of some, in seconds. */
async function slowestTicket(
  { databases }: Stage,
  selling: ReturnType<typeof startSelling>,
  count: number,
): Promise<number> {
  let slowest = 0;
  for (let looked = 0; looked < count; looked++) {
    const begun = selling.sales.length;
    await until(() => selling.sales.slice(begun).some((sale) => sale.paid), 30);
    const orderId = selling.sales.slice(begun).find((sale) => sale.paid)?.placed?.orderId;
    const seconds = await until(
      async () =>
        (await databases.rows('kitchen', 'select from ticket where order_id = $1', [orderId])).length > 0,
      30,
    );
    slowest = Math.max(slowest, seconds);
  }
  return slowest;
}

async function lettersOf({ databases }: Stage): Promise<number> {
  const [row] = await databases.rows<{ count: bigint }>(
    'kitchen',
    `select count(*) from dead_letter where state = 'DEAD'`,
  );
  return Number(row?.count ?? 0n);
}

export const poison: Scenario = {
  number: 9,
  name: 'poison',
  about: 'a message that cannot be applied, and a consumer ten times too slow',
  needs: { proxied: true },
  quick: false,
  run,
  proofs: [
    {
      without: 'the dead-letter queue',
      takeAway: async ({ databases }) => {
        await databases.rows(
          'kitchen',
          `create function keep_none() returns trigger language plpgsql as $$ begin return null; end $$`,
        );
        await databases.rows(
          'kitchen',
          'create trigger keep_none before insert on dead_letter for each row execute function keep_none()',
        );
      },
    },
  ],
};
