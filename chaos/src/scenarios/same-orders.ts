import { setTimeout as sleep } from 'node:timers/promises';
import { ChangeReasonCode, OrderChannel } from '@sippy/proto/web/order/v1/order';
import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import { connect, type Sippy, SippyError } from '@sippy/sdk';
import { freezeAccountVersions } from '../protections.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { settled } from '../settled.ts';
import { judgeBooks, judgeInboxes } from '../verdict.ts';

const ordersOfAKind = 5;
/** Callers have this long: at a thousand at once the last one waits. */
const patience = { timeoutMs: 60_000 };

interface Money {
  order_id: string;
  status: string;
  payments: bigint;
  captured: bigint;
  refunded: bigint;
  refunds: bigint;
}

/** Pays, refunds and cancels the same few orders, all at once, each time as a new request. */
async function run(stage: Stage): Promise<void> {
  const owner = connect({ url: stage.system.gatewayUrl });
  await owner.signIn(stage.system.owner);
  try {
    const [toPay, toRefund, toCancel] = await Promise.all([
      placeOrders(stage),
      placeOrders(stage),
      placeOrders(stage),
    ]);
    const paid = await Promise.all(toRefund.map((orderId) => owner.payment.payCash({ orderId })));
    const refundable = paid.map(({ payment }) => ({
      paymentId: payment?.paymentId ?? '',
      total: Number(payment?.amount?.minor ?? 0n),
    }));
    const count = stage.size(1000, 100);
    const kinds = [
      () => owner.payment.payCash({ orderId: stage.random.pick(toPay) }, patience),
      () => refund(stage, owner, refundable),
      () => owner.payment.payCash({ orderId: stage.random.pick(toCancel) }, patience),
      () => cancel(owner, stage.random.pick(toCancel)),
    ];
    const calls = stage.random.shuffled(kinds.flatMap((kind) => Array.from({ length: count }, () => kind)));
    const answers = await Promise.allSettled(calls.map((call) => call()));
    await settled(stage, 30);
    report(stage, answers);
    const paidOnes = await moneyOf(stage, toPay);
    const refunded = await moneyOf(stage, toRefund);
    const cancelled = await moneyOnceClear(stage, toCancel);
    stage.must('orders paid exactly once', paidOnes.filter(isPaidOnce).length, '=', ordersOfAKind);
    const above = refunded.filter((one) => one.refunds > one.captured);
    stage.must('refunds above what was captured', above.length, '=', 0);
    const differing = [...refunded, ...cancelled].filter((one) => one.refunds !== one.refunded);
    stage.must('payments that say another sum than their refunds', differing.length, '=', 0);
    const clear = cancelled.filter(isClear).length;
    stage.must('orders with one outcome: cancelled and given back, or paid', clear, '=', ordersOfAKind);
    await judgeInboxes(stage);
    await judgeBooks(stage);
  } finally {
    owner.close();
  }
}

async function placeOrders({ cafes, random }: Stage): Promise<string[]> {
  const placed = Array.from({ length: ordersOfAKind }, async () => {
    const { till, cafeId, lines } = random.pick(cafes);
    const kind = { kind: OrderKind.TAKEAWAY, channel: OrderChannel.COUNTER };
    return (await till.order.placeOrder({ cafeId, lines, ...kind })).order?.orderId ?? '';
  });
  return Promise.all(placed);
}

function refund(
  { random }: Stage,
  owner: Sippy,
  refundable: readonly { paymentId: string; total: number }[],
) {
  const { paymentId, total } = random.pick(refundable);
  const amount = { currencyCode: 'EUR', minor: BigInt(random.between(1, total)) };
  return owner.payment.refundPayment({ paymentId, amount, reason: 'chaos' }, patience);
}

function cancel(owner: Sippy, orderId: string) {
  const reason = { code: ChangeReasonCode.MISTAKE, note: '' };
  return owner.order.cancelOrder({ orderId, reason, refund: true }, patience);
}

/** Refusals are what most callers must get; anything else that is not an answer is wrong. */
function report(stage: Stage, answers: readonly PromiseSettledResult<unknown>[]): void {
  const codes = new Map<string, number>();
  for (const answer of answers) {
    const error = answer.status === 'rejected' ? answer.reason : undefined;
    const code = !error
      ? 'OK'
      : error instanceof SippyError
        ? `${error.code} ${error.reason}`
        : String(error);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  stage.say(`  ${[...codes].map(([code, count]) => `${count} × ${code}`).join(', ')}`);
  const expected = /^(OK|FAILED_PRECONDITION|ABORTED|ALREADY_EXISTS|INVALID_ARGUMENT|RESOURCE_EXHAUSTED)\b/;
  const wrong = [...codes].filter(([code]) => !expected.test(code));
  stage.must(
    'answers that are neither done nor refused',
    wrong.reduce((sum, [, count]) => sum + count, 0),
    '=',
    0,
  );
}

async function moneyOf({ databases }: Stage, orderIds: readonly string[]): Promise<Money[]> {
  const money = await databases.rows<Omit<Money, 'status'>>(
    'payment',
    `select o.order_id::text, count(p.payment_id) as payments, coalesce(sum(p.captured), 0)::bigint as captured,
       coalesce(sum(p.refunded), 0)::bigint as refunded,
       coalesce(sum((select sum(r.amount) from refund r where r.payment_id = p.payment_id and r.status = 'SETTLED')), 0)::bigint as refunds
     from unnest($1::uuid[]) as o (order_id) left join payment p on p.order_id = o.order_id and p.status = 'CAPTURED'
     group by o.order_id`,
    [orderIds],
  );
  const orders = await databases.rows<{ order_id: string; status: string }>(
    'order',
    'select order_id::text, status::text from "order" where order_id = any ($1)',
    [orderIds],
  );
  const statusOf = new Map(orders.map((order) => [order.order_id, order.status]));
  return money.map((one) => ({ ...one, status: statusOf.get(one.order_id) ?? '' }));
}

/** What is cancelled is given back by steps that follow each other: nothing may be half done after 30 s. */
async function moneyOnceClear(stage: Stage, orderIds: readonly string[]): Promise<Money[]> {
  for (const end = Date.now() + 30_000; ; await sleep(200)) {
    const money = await moneyOf(stage, orderIds);
    if (money.every(isClear) || Date.now() > end) return money;
  }
}

function isPaidOnce(one: Money): boolean {
  return one.payments === 1n && one.refunds === 0n;
}

function isClear(one: Money): boolean {
  if (one.status === 'CANCELLED') return one.captured === one.refunds;
  return one.payments === 1n && one.refunds === 0n;
}

export const sameOrders: Scenario = {
  number: 10,
  name: 'same-orders',
  about: '1,000 payments, refunds and cancellations each of the same orders, all at once',
  needs: { proxied: true },
  quick: true,
  run,
  proofs: [{ without: 'the version of an account', takeAway: freezeAccountVersions }],
};
