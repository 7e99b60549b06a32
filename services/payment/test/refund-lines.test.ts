/** Units of an order's lines are given back: by whom, how many at most, and where it shows. */
import { Event } from '@sippy/proto/event/v1/event';
import { RefundStatus } from '@sippy/proto/payment/v1/payment';
import { PaymentRefunded } from '@sippy/proto/payment/v1/payment_event';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eur, requestId, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const sell = (lines: readonly (readonly [number, bigint])[], more: object = {}) =>
  world.book.place({ lines, total: lines.reduce((sum, [, total]) => sum + total, 0n), ...more });
const cash = async (orderId: string, minor?: bigint) =>
  (await world.manager.payCash({ requestId: requestId(), orderId, ...(minor && { amount: eur(minor) }) }))
    .payment?.paymentId ?? '';
const give = (paymentId: string, lines: { lineId: string; quantity: number }[], id = requestId()) =>
  world.manager.refundPayment({ requestId: id, paymentId, reason: 'cold coffee', lines });
const given = async (orderId: string) => (await world.manager.listOrderPayments({ orderId })).refundedLines;

test('a line is given back at what was paid for it: in the answer, at the order, in the event and on the receipt', async () => {
  const order = sell([
    [3, 1000n],
    [1, 250n],
  ]);
  const lineId = order.lines[0]?.lineId ?? '';
  const paymentId = await cash(order.orderId);
  const { refund, payment } = await give(paymentId, [{ lineId, quantity: 2 }]);
  const line = { lineId, quantity: 2, amount: eur(667n), name: 'Flat <White>' };
  expect(refund).toMatchObject({ status: RefundStatus.SETTLED, amount: eur(667n), lines: [line] });
  expect(payment).toMatchObject({ refunded: eur(667n), refunds: [{ lines: [line] }] });
  await give(paymentId, [{ lineId, quantity: 1 }]);
  expect(await given(order.orderId)).toEqual([{ ...line, quantity: 3, amount: eur(1000n) }]);
  const { rows } = await world.host
    .db('payment')
    .query<{ envelope: Buffer }>(
      "select envelope from event where aggregate_id = $1 and type = 'payment.refunded' order by position",
      [paymentId],
    );
  expect(rows.map(({ envelope }) => PaymentRefunded.decode(Event.decode(envelope).payload).lines)).toEqual([
    [line],
    [{ ...line, quantity: 1, amount: eur(333n) }],
  ]);
  const { receipt } = await world.manager.getReceipt({ paymentId });
  expect(receipt?.text).toMatch(/Refunded .* -6\.67\n {2}2 × Flat <White>\n/);
  expect(receipt?.html).toContain('2 × Flat &#60;White&#62;');
});

test('an amount is given back without lines, and then the lines that no longer fit are refused', async () => {
  const order = sell([[2, 1000n]]);
  const [paymentId, lineId] = [await cash(order.orderId), order.lines[0]?.lineId ?? ''];
  const { refund } = await world.manager.refundPayment({
    ...{ requestId: requestId(), paymentId, reason: 'x', amount: eur(600n) },
  });
  expect(refund?.lines).toEqual([]);
  expect(await given(order.orderId)).toEqual([]);
  await expect(give(paymentId, [{ lineId, quantity: 1 }])).rejects.toMatchObject({
    reason: 'REFUND_ABOVE_CAPTURED',
  });
});

test('however many give back the same line at once, from both payments of the order, no unit goes back twice', async () => {
  for (const [units, perUnit] of [
    [3, 100n],
    [5, 70n],
  ] as const) {
    const order = sell([
      [units, BigInt(units) * perUnit],
      [1, 5000n],
    ]);
    const lineId = order.lines[0]?.lineId ?? '';
    const first = await cash(order.orderId, 2500n);
    const { payment } = await world.manager.createPaymentIntent({
      ...{ requestId: requestId(), orderId: order.orderId, paymentMethodId: 'pm_card_visa', confirm: true },
    });
    const second = payment?.paymentId ?? '';
    const tries = Array.from({ length: 10 }, (_, i) =>
      give(i % 2 ? first : second, [{ lineId, quantity: 1 }]).then(
        () => 'given',
        (error) => error.reason as string,
      ),
    );
    const ends = await Promise.all(tries);
    const done = ends.filter((end) => end === 'given').length;
    expect(ends.every((end) => ['given', 'REFUND_ABOVE_SOLD', 'CONTENDED'].includes(end))).toBe(true);
    // Whoever was turned away by the crowd tries again.
    for (let left = units - done; left > 0; left--) await give(first, [{ lineId, quantity: 1 }]);
    await expect(give(second, [{ lineId, quantity: 1 }])).rejects.toMatchObject({
      reason: 'REFUND_ABOVE_SOLD',
      metadata: { line_id: lineId, refundable_quantity: '0' },
    });
    expect(await given(order.orderId)).toMatchObject([
      { lineId, quantity: units, amount: eur(BigInt(units) * perUnit) },
    ]);
  }
});

test('the same request gives the same lines back once, also while the order service is away', async () => {
  const order = sell([[4, 1000n]]);
  const [paymentId, lineId] = [await cash(order.orderId), order.lines[0]?.lineId ?? ''];
  const id = requestId();
  const answers = await Promise.all([1, 2, 3, 4].map(() => give(paymentId, [{ lineId, quantity: 1 }], id)));
  expect(new Set(answers.map(({ refund }) => refund?.refundId)).size).toBe(1);
  world.book.trouble = () => new Error('away');
  try {
    expect((await give(paymentId, [{ lineId, quantity: 1 }], id)).refund?.amount).toEqual(eur(250n));
  } finally {
    world.book.trouble = undefined;
  }
  await expect(give(paymentId, [{ lineId, quantity: 2 }], id)).rejects.toMatchObject({
    reason: 'REQUEST_ID_REUSED',
  });
});

test('units of a card refund that the bank hands back can be given back again', async () => {
  const order = sell([[2, 1000n]]);
  const lineId = order.lines[0]?.lineId ?? '';
  const { payment } = await world.manager.createPaymentIntent({
    ...{
      requestId: requestId(),
      orderId: order.orderId,
      paymentMethodId: 'pm_card_refundFail',
      confirm: true,
    },
  });
  const paymentId = payment?.paymentId ?? '';
  await give(paymentId, [{ lineId, quantity: 2 }]);
  await expect(give(paymentId, [{ lineId, quantity: 1 }])).rejects.toMatchObject({
    reason: 'REFUND_ABOVE_SOLD',
  });
  await expect.poll(() => given(order.orderId), { timeout: 8_000 }).toEqual([]);
  expect((await give(paymentId, [{ lineId, quantity: 1 }])).refund?.amount).toEqual(eur(500n));
});

test('what the order does not have, or was free, or is named twice, is refused with a word for it', async () => {
  const order = sell([
    [2, 500n],
    [1, 0n],
  ]);
  const [coffee = '', free = ''] = order.lines.map((line) => line.lineId);
  const paymentId = await cash(order.orderId);
  const bad: [object, object][] = [
    [{ lines: [{ lineId: coffee, quantity: 3 }] }, { reason: 'REFUND_ABOVE_SOLD', message: /Only 2 × Flat/ }],
    [{ lines: [{ lineId: requestId(), quantity: 1 }] }, { reason: 'REFUND_ABOVE_SOLD' }],
    [{ lines: [{ lineId: free, quantity: 1 }] }, { reason: 'NOTHING_TO_REFUND' }],
    [{ lines: [{ lineId: coffee, quantity: 0 }] }, { fields: [{ field: 'lines[0].quantity' }] }],
    [{ lines: [{ lineId: 'x', quantity: 1 }] }, { fields: [{ field: 'lines[0].line_id' }] }],
    [
      { lines: [1, 1].map((quantity) => ({ lineId: coffee, quantity })) },
      { fields: [{ field: 'lines[1].line_id' }] },
    ],
    [{ lines: [{ lineId: coffee, quantity: 1 }], amount: eur(250n) }, { fields: [{ field: 'lines' }] }],
  ];
  for (const [request, expected] of bad) {
    const { message, ...rest } = expected as { message?: RegExp };
    const error = await world.manager
      .refundPayment({ requestId: requestId(), paymentId, reason: 'x', ...request } as never)
      .catch((refusal) => refusal);
    expect(error).toMatchObject(rest);
    if (message) expect(error.message).toMatch(message);
  }
  const barista = world.as(world.staff(world.book.cafeId, 'payment.take', 'payment.read'));
  const lines = [{ lineId: coffee, quantity: 1 }];
  await expect(
    barista.refundPayment({ requestId: requestId(), paymentId, reason: 'x', lines }),
  ).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  expect(await given(order.orderId)).toEqual([]);
});
