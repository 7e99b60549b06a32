import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCafe } from '@sippy/bench/bench-cafes';
import { OrderChannel } from '@sippy/proto/web/order/v1/order';
import { PaymentStatus } from '@sippy/proto/web/payment/v1/payment';
import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import { SippyError } from '@sippy/sdk';
import { v7 as newId } from 'uuid';
import type { Scenario, Stage } from '../scenario.ts';
import { settled } from '../settled.ts';
import { addFault, clearFaults, givenBack, intentsOf, type StripeFault } from '../stripe.ts';
import { until } from '../until.ts';
import { judgeBooks, judgeInboxes } from '../verdict.ts';

/** How Stripe may answer: late, after the connection is gone, not at all; and its webhooks late, twice, never. */
const faults: readonly StripeFault[] = [
  { kind: 'timeout_after_success', only: 'payment_intents.create', delayMs: 1000 },
  { kind: 'timeout_before', only: 'payment_intents.create', delayMs: 1000 },
  { kind: 'server_error_after_success', only: 'payment_intents.create' },
  { kind: 'slow', only: 'payment_intents.create', delayMs: 2000 },
  { kind: 'webhook_late', delayMs: 5000 },
  { kind: 'webhook_duplicate', detail: '3' },
  { kind: 'webhook_reorder', detail: '3' },
  { kind: 'webhook_drop' },
];

interface CardSale {
  orderId: string;
  requestId: string;
  /** Status that the till was told last. */
  told: string;
}

/** Kills the host in the middle of card payments while Stripe misbehaves; a third of the guests walk away. */
async function run(stage: Stage): Promise<void> {
  const { system, random } = stage;
  const sales: CardSale[] = [];
  const wrong: string[] = [];
  let over = false;
  const tills = stage.cafes.map(async (cafe) => {
    while (!over) {
      await sellByCard(stage, cafe, sales).catch((error) => wrong.push(String(error)));
      await sleep(100);
    }
  });
  const kills = stage.size(50, 4);
  for (let kill = 0; kill < kills; kill++) {
    for (let count = 0; count < 6; count++) await addFault(system, random.pick(faults));
    await sleep(random.between(500, 2500));
    const host = random.pick(system.hosts);
    await system.kill(host);
    await system.start(host);
  }
  over = true;
  await Promise.all(tills);
  await clearFaults(system);
  const seconds = await until(async () => (await unclear(stage)).length === 0, 75, 500);
  const left = await unclear(stage);
  for (const text of left.slice(0, 5)) stage.say(`  ${text}`);
  for (const text of wrong.slice(0, 3)) stage.say(`  wrong answer: ${text}`);
  stage.must('card payments begun', sales.length, '≥', 20);
  stage.must('charges without order or reversal, and payments without an end', left.length, '=', 0);
  stage.must('until there were none', seconds, '≤', 60, 's');
  stage.must('answers that no fault explains', wrong.length, '=', 0);
  await settled(stage, 30);
  stage.must('acknowledged as captured and lost', await lostCaptures(stage, sales), '=', 0);
  await judgeInboxes(stage);
  await judgeBooks(stage);
}

async function sellByCard({ random }: Stage, cafe: BenchCafe, sales: CardSale[]): Promise<void> {
  const sale: CardSale = { orderId: newId(), requestId: newId(), told: '' };
  const { cafeId, lines, till } = cafe;
  const kind = { kind: OrderKind.TAKEAWAY, channel: OrderChannel.COUNTER };
  const walksAway = random.next() < 0.33;
  await untilAnswered(
    () => till.order.placeOrder({ requestId: sale.requestId, orderId: sale.orderId, cafeId, lines, ...kind }),
    60,
  );
  sales.push(sale);
  const answer = await untilAnswered(
    () =>
      till.payment.createPaymentIntent({
        requestId: sale.requestId,
        orderId: sale.orderId,
        paymentMethodId: 'pm_card_visa',
        confirm: true,
      }),
    walksAway ? 1 : 60,
  );
  sale.told = answer?.payment?.status ?? '';
}

/** Repeats what was not answered, so many times; a refusal is an answer too. */
async function untilAnswered<T>(call: () => Promise<T>, tries: number): Promise<T | undefined> {
  for (let attempt = 1; attempt <= tries; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof SippyError)) throw error;
      if (['FAILED_PRECONDITION', 'ABORTED'].includes(error.code)) return undefined;
      if (!['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED'].includes(error.code)) throw error;
      await sleep(200);
    }
  }
  return undefined;
}

interface PaymentRow {
  payment_id: string;
  order_id: string;
  status: string;
  captured: bigint;
  refunded: bigint;
}

/** Compares Stripe's money with ours: every charge belongs to a captured payment of an order that exists, or went back. */
async function unclear({ system, databases }: Stage): Promise<string[]> {
  const [intents, back, payments, orders] = await Promise.all([
    intentsOf(system),
    givenBack(system),
    databases.rows<PaymentRow>(
      'payment',
      `select payment_id::text, order_id::text, status, captured, refunded from payment where tender = 'CARD'`,
    ),
    databases.rows<{ order_id: string }>('order', 'select order_id::text from "order"'),
  ]);
  const known = new Set(orders.map((order) => order.order_id));
  const paymentOf = new Map(payments.map((payment) => [payment.payment_id, payment]));
  const problems: string[] = [];
  for (const { id, amount_received, status, metadata } of intents) {
    const kept = amount_received - (back.get(id) ?? 0);
    const payment = paymentOf.get(metadata.payment_id ?? '');
    const ours = payment && known.has(payment.order_id) ? Number(payment.captured - payment.refunded) : 0;
    if (kept !== ours)
      problems.push(`Stripe keeps ${kept} for ${id} (${status}), we say ${ours} (${payment?.status})`);
  }
  const open = ['PENDING', 'UNKNOWN', 'REQUIRES_ACTION'];
  for (const { payment_id, status } of payments)
    if (open.includes(status)) problems.push(`payment ${payment_id} is still ${status}`);
  return problems;
}

async function lostCaptures({ databases }: Stage, sales: readonly CardSale[]): Promise<number> {
  const captured = await databases.rows<{ order_id: string }>(
    'payment',
    `select order_id::text from payment where status = 'CAPTURED'`,
  );
  const known = new Set(captured.map((row) => row.order_id));
  return sales.filter((sale) => sale.told === PaymentStatus.CAPTURED && !known.has(sale.orderId)).length;
}

const blind = { env: { PAYMENT_RECONCILE_MS: '86400000' } };

export const cardPayments: Scenario = {
  number: 2,
  name: 'card-payments',
  about: 'kill -9 in the middle of card payments while Stripe answers late, twice or not at all',
  needs: { proxied: true },
  quick: false,
  run,
  proofs: [
    {
      without: 'reconciliation and webhooks',
      needs: blind,
      takeAway: ({ system }) => addFault(system, { kind: 'webhook_drop', times: -1 }),
    },
  ],
};
