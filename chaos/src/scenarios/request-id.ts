import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCafe } from '@sippy/bench/bench-cafes';
import { ChangeReasonCode, OrderChannel } from '@sippy/proto/web/order/v1/order';
import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import { connect, type Sippy, SippyError } from '@sippy/sdk';
import { v7 as newId } from 'uuid';
import { forgetRequests } from '../protections.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { settled } from '../settled.ts';
import { judgeBooks } from '../verdict.ts';

/** A request that changes something, as it is repeated: the same, or the same id with another body. */
interface Repeatable {
  name: string;
  /** Makes the call; returns what it made, as text. */
  call(other: boolean): Promise<string>;
}

/** Repeats requests of every kind that moves money or makes something: soon, and after all that remembers has been restarted. */
async function run(stage: Stage): Promise<void> {
  const { system } = stage;
  const owner = connect({ url: system.gatewayUrl });
  await owner.signIn(system.owner);
  try {
    const all: { repeatable: Repeatable; first: string }[] = [];
    for (let round = 0; round < stage.size(50, 1); round++)
      for (const cafe of stage.cafes)
        for (const repeatable of await requestsAt(cafe, owner))
          all.push({ repeatable, first: await repeatable.call(false) });
    await settled(stage, 30);
    const before = await rowCounts(stage);
    await sleep(1000);
    if (stage.without) await forgetRequests(stage);
    const soon = await repeatAll(stage, all);
    for (const host of system.hosts) await system.kill(host);
    await system.kill('valkey');
    await system.start('valkey');
    for (const host of system.hosts) await system.start(host);
    const restarted = await repeatAll(stage, all);
    await settled(stage, 30);
    stage.must('requests repeated', all.length, '≥', 1);
    stage.must('answered otherwise after 1 s', soon.different, '=', 0);
    stage.must('answered otherwise after a restart of host and Valkey', restarted.different, '=', 0);
    stage.must('same id with another body that was not refused', soon.taken + restarted.taken, '=', 0);
    stage.must('rows more than before', (await rowCounts(stage)) - before, '=', 0);
    await judgeBooks(stage);
  } finally {
    owner.close();
  }
}

async function repeatAll(
  stage: Stage,
  all: readonly { repeatable: Repeatable; first: string }[],
): Promise<{ different: number; taken: number }> {
  let different = 0;
  let taken = 0;
  for (const { repeatable, first } of stage.random.shuffled(all)) {
    const again = await repeatable.call(false).catch((error) => `refused: ${error}`);
    if (again !== first && different++ < 3) stage.say(`  ${repeatable.name}: ${again} instead of ${first}`);
    const other = await repeatable.call(true).catch((error) => error);
    const refused = other instanceof SippyError && other.reason === 'REQUEST_ID_REUSED';
    if (!refused && taken++ < 3) stage.say(`  ${repeatable.name} with another body: ${other}`);
  }
  return { different, taken };
}

/** One request of each kind, each with an order of its own. */
async function requestsAt({ cafeId, lines, till }: BenchCafe, owner: Sippy): Promise<Repeatable[]> {
  const newOrder = (requestId: string, quantity = 1) =>
    till.order.placeOrder({
      requestId,
      cafeId,
      kind: OrderKind.TAKEAWAY,
      channel: OrderChannel.COUNTER,
      lines: lines.map((line) => ({ ...line, quantity })),
    });
  const orderIdOf = async () => (await newOrder(newId())).order?.orderId ?? '';
  const [place, add, pay, refund, cancel] = [newId(), newId(), newId(), newId(), newId()];
  const [toAdd, toPay, toRefund, toCancel] = await Promise.all(Array.from({ length: 4 }, orderIdOf));
  const { payment } = await till.payment.payCash({ orderId: toRefund ?? '' });
  const total = payment?.amount ?? { currencyCode: 'EUR', minor: 0n };
  return [
    {
      name: 'PlaceOrder',
      call: async (other) => (await newOrder(place, other ? 2 : 1)).order?.orderId ?? '',
    },
    {
      name: 'AddLines',
      call: async (other) => {
        const added = lines.map((line) => ({ ...line, quantity: other ? 2 : 1 }));
        const { order } = await till.order.addLines({ requestId: add, orderId: toAdd ?? '', lines: added });
        return `${order?.lines.length} lines`;
      },
    },
    {
      name: 'PayCash',
      call: async (other) => {
        const tip = { currencyCode: 'EUR', minor: other ? 100n : 0n };
        const tendered = { currencyCode: 'EUR', minor: 50_000n };
        const { payment } = await till.payment.payCash({
          requestId: pay,
          orderId: toPay ?? '',
          tip,
          tendered,
        });
        return payment?.paymentId ?? '';
      },
    },
    {
      name: 'RefundPayment',
      call: async (other) => {
        const { refund: made } = await owner.payment.refundPayment({
          requestId: refund,
          paymentId: payment?.paymentId ?? '',
          amount: { ...total, minor: other ? 2n : 1n },
          reason: 'chaos',
        });
        return made?.refundId ?? '';
      },
    },
    {
      name: 'CancelOrder',
      call: async (other) => {
        const { order } = await owner.order.cancelOrder({
          requestId: cancel,
          orderId: toCancel ?? '',
          reason: { code: other ? ChangeReasonCode.LATE : ChangeReasonCode.MISTAKE, note: '' },
        });
        return `${order?.orderId} ${order?.status}`;
      },
    },
  ];
}

/** How many things there are that a repetition could have made. */
async function rowCounts({ databases }: Stage): Promise<number> {
  const tables = [
    ['order', '"order"'],
    ['order', 'order_line'],
    ['order', 'event'],
    ['payment', 'payment'],
    ['payment', 'refund'],
    ['payment', 'event'],
    ['kitchen', 'ticket'],
  ] as const;
  const counts = await Promise.all(
    tables.map(async ([service, table]) => {
      const [row] = await databases.rows<{ count: bigint }>(service, `select count(*) from ${table}`);
      return Number(row?.count ?? 0n);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

export const requestId: Scenario = {
  number: 11,
  name: 'request-id',
  about: 'requests repeated under their request_id: after 1 s, after a restart, and with another body',
  needs: { proxied: true },
  quick: true,
  run,
  proofs: [{ without: 'the memory of requests' }],
};
