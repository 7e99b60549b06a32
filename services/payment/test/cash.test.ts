import { PaymentStatus, RefundStatus, Tender } from '@sippy/proto/payment/v1/payment';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eur, requestId, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ webhooks: false });
});
afterAll(() => world.stop());

test('cash pays all that is open, gives change, and tells how the order stands', async () => {
  const order = world.book.place({ total: 475n, number: 'B7' });
  const { payment, standing } = await world.manager.payCash({
    requestId: requestId(),
    orderId: order.orderId,
    tendered: eur(2000n),
  });
  expect(payment).toMatchObject({
    status: PaymentStatus.CAPTURED,
    tender: Tender.CASH,
    amount: eur(475n),
    receiptNumber: 'B7',
    businessDay: '2026-03-02',
    detail: { $case: 'cash', value: { tendered: eur(2000n), change: eur(1525n), rounding: eur(0n) } },
  });
  expect(standing).toMatchObject({ fullyPaid: true, paidTotal: 475n, orderTotal: 475n, orderVersion: 1n });
  expect(await world.facts(payment?.paymentId ?? '')).toEqual(['payment.completed']);
});

test('a counter sale asks the order service once and nobody else', async () => {
  const order = world.book.place();
  await world.manager.payCash({ requestId: requestId(), orderId: world.book.place().orderId });
  world.book.calls.length = 0;
  await world.manager.payCash({ requestId: requestId(), orderId: order.orderId });
  expect(world.book.calls).toEqual(['getPayable']);
});

test('a café without small coins rounds the cash part only', async () => {
  const order = world.book.place({ total: 1002n, cafeId: world.book.coinCafeId });
  const pay = (amount?: bigint) =>
    world.manager.payCash({
      requestId: requestId(),
      orderId: order.orderId,
      amount: amount ? eur(amount) : undefined,
    });
  const part = (await pay(501n)).payment;
  expect(part).toMatchObject({ amount: eur(501n), total: eur(500n) });
  const { payment, standing } = await pay();
  expect(payment).toMatchObject({
    amount: eur(501n),
    total: eur(500n),
    receiptNumber: expect.stringMatching(/-2$/),
  });
  expect(standing).toMatchObject({ fullyPaid: true, paidTotal: 1002n, receivedTotal: 1000n });
});

test('a till that hangs up while a café is asked for fails no other till', async () => {
  const cafeId = requestId();
  const till = world.as(world.staff(cafeId, 'payment.take'));
  const pay = (deadlineMs: number) =>
    till.payCash({ requestId: requestId(), orderId: world.book.place({ cafeId }).orderId }, { deadlineMs });
  world.book.onCafe = () => new Promise((resolve) => setTimeout(resolve, 600));
  const [hungUp, other] = await Promise.allSettled([pay(300), pay(5000)]);
  world.book.onCafe = undefined;
  expect(hungUp).toMatchObject({ status: 'rejected', reason: { code: 'DEADLINE_EXCEEDED' } });
  expect(other.status).toBe('fulfilled');
});

test('a café that was not asked for in a while is asked again before cash is rounded by its settings', async () => {
  const cafeId = requestId();
  const till = world.as(world.staff(cafeId, 'payment.take'));
  const pay = async () => {
    const order = world.book.place({ cafeId, total: 501n });
    return (await till.payCash({ requestId: requestId(), orderId: order.orderId })).payment?.total;
  };
  expect(await pay()).toEqual(eur(501n));
  world.book.coins.set(cafeId, 5n);
  await new Promise((resolve) => setTimeout(resolve, 1600));
  expect(await pay()).toEqual(eur(500n));
});

test('the same request again gives the same payment, whatever has happened since', async () => {
  const order = world.book.place();
  const request = { requestId: requestId(), orderId: order.orderId, tip: eur(100n) };
  const first = await world.manager.payCash(request);
  await world.book.cancel(order);
  const again = await world.manager.payCash(request);
  expect(again.payment?.paymentId).toBe(first.payment?.paymentId);
});

test('twins at once make one payment', async () => {
  const order = world.book.place();
  const request = { requestId: requestId(), orderId: order.orderId };
  const answers = await Promise.all(Array.from({ length: 8 }, () => world.manager.payCash(request)));
  expect(new Set(answers.map((a) => a.payment?.paymentId)).size).toBe(1);
});

test('a request_id used for another payment is refused', async () => {
  const id = requestId();
  await world.manager.payCash({ requestId: id, orderId: world.book.place().orderId });
  const other = world.book.place();
  await expect(world.manager.payCash({ requestId: id, orderId: other.orderId })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    reason: 'REQUEST_ID_REUSED',
  });
  const { standing } = await world.manager.payCash({ requestId: requestId(), orderId: other.orderId });
  expect(standing?.fullyPaid).toBe(true);
});

test('two tills can never take more than an order costs', async () => {
  const order = world.book.place({ total: 1000n });
  const till = (amount: bigint) =>
    world.manager.payCash({ requestId: requestId(), orderId: order.orderId, amount: eur(amount) });
  const tries = await Promise.allSettled([400n, 400n, 400n, 300n, 300n, 200n, 1000n, 100n].map(till));
  const refused = tries.flatMap((t) => (t.status === 'rejected' ? t.reason.reason : []));
  expect(refused.every((r) => ['ALREADY_PAID', 'AMOUNT_ABOVE_OPEN'].includes(r))).toBe(true);
  const { payments, standing } = await world.manager.listOrderPayments({ orderId: order.orderId });
  const paid = payments.reduce((sum, p) => sum + (p.amount?.minor ?? 0n), 0n);
  expect(paid <= 1000n).toBe(true);
  expect(standing?.paidTotal).toBe(paid);
  expect(new Set(payments.map((p) => p.receiptNumber)).size).toBe(payments.length);
});

test('fifty tills on one order: one pays, the others hear that it is paid', async () => {
  const order = world.book.place();
  const tries = await Promise.allSettled(
    Array.from({ length: 50 }, () =>
      world.manager.payCash({ requestId: requestId(), orderId: order.orderId }),
    ),
  );
  expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
  for (const one of tries) if (one.status === 'rejected') expect(one.reason.reason).toBe('ALREADY_PAID');
});

test('an order that became dearer or cheaper is paid as it is, unless the customer was shown another version', async () => {
  const order = world.book.place({ total: 500n });
  world.book.reprice(order, 650n);
  const pay = (orderVersion: bigint) =>
    world.manager.payCash({ requestId: requestId(), orderId: order.orderId, orderVersion });
  await expect(pay(1n)).rejects.toMatchObject({
    code: 'ABORTED',
    reason: 'STALE_VERSION',
    metadata: { current_version: '2' },
  });
  expect((await pay(2n)).payment?.amount).toEqual(eur(650n));
});

test('a cancelled order takes no cash, not even between reading and writing', async () => {
  const gone = world.book.place();
  await world.book.cancel(gone);
  const pay = (orderId: string) => world.manager.payCash({ requestId: requestId(), orderId });
  await expect(pay(gone.orderId)).rejects.toMatchObject({ reason: 'ORDER_NOT_PAYABLE' });
  const going = world.book.place();
  world.book.onRead = async (order) => {
    world.book.onRead = undefined;
    await world.book.cancel(order);
    await until(async () => (await closed(going.orderId)) === 1);
  };
  await expect(pay(going.orderId)).rejects.toMatchObject({ reason: 'ORDER_NOT_PAYABLE' });
});

const closed = async (orderId: string) => {
  const { rowCount } = await world.host
    .db('payment')
    .query('select from payable where order_id = $1 and closed_time is not null', [orderId]);
  return rowCount;
};
const until = async (holds: () => Promise<boolean>) => {
  for (
    const end = Date.now() + 8_000;
    !(await holds());
    await new Promise((resolve) => setTimeout(resolve, 20))
  )
    if (Date.now() > end) throw new Error(`still not so: ${holds.toString()}`);
};

test('cash taken for an order that is then cancelled is given back in the books', async () => {
  const order = world.book.place();
  const { payment } = await world.manager.payCash({ requestId: requestId(), orderId: order.orderId });
  await world.book.cancel(order);
  const paymentId = payment?.paymentId ?? '';
  await until(async () => (await world.facts(paymentId)).includes('payment.refunded'));
  const after = (await world.manager.getPayment({ paymentId })).payment;
  expect(after).toMatchObject({
    status: PaymentStatus.CAPTURED,
    refunded: eur(1250n),
    refunds: [{ automatic: true }],
  });
});

test('a backdated payment or refund carries its time, within bounds and with the permission', async () => {
  const takenTime = new Date('2019-04-01T12:04:43Z');
  const order = world.book.place({ takenTime });
  const pay = (paymentTime: Date, who = world.manager) =>
    who.payCash({ requestId: requestId(), orderId: order.orderId, paymentTime });
  await expect(pay(new Date('2019-04-01T12:00:00Z'))).rejects.toMatchObject({ reason: 'TIME_OUT_OF_RANGE' });
  await expect(pay(new Date(Date.now() + 300_000))).rejects.toMatchObject({ reason: 'TIME_OUT_OF_RANGE' });
  const barista = world.as(world.staff(world.book.cafeId, 'payment.take'));
  await expect(pay(takenTime, barista)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  const { payment } = await pay(takenTime);
  expect(payment?.paymentTime).toEqual(takenTime);
  const giveBack = (refundTime: Date, who = world.manager) =>
    who.refundPayment({
      ...{ requestId: requestId(), paymentId: payment?.paymentId ?? '', amount: eur(10n), reason: 'cold' },
      refundTime,
    });
  const tooEarly = giveBack(new Date('2019-04-01T12:04:42Z'));
  await expect(tooEarly).rejects.toMatchObject({ fields: [{ field: 'refund_time' }] });
  const clerk = world.as(world.staff(world.book.cafeId, 'payment.refund'));
  const refundTime = new Date('2019-04-02T09:00:00Z');
  await expect(giveBack(refundTime, clerk)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  expect((await giveBack(refundTime)).refund).toMatchObject({ refundTime, status: RefundStatus.SETTLED });
});

test('bad requests are refused with the field that is wrong, and write nothing', async () => {
  const order = world.book.place();
  const count = async () => (await world.host.db('payment').query('select from payment')).rowCount;
  const before = await count();
  const base = () => ({ requestId: requestId(), orderId: order.orderId });
  const usd = { currencyCode: 'USD', minor: 100n };
  const bad: [object, object][] = [
    [
      { ...base(), requestId: '' },
      { code: 'INVALID_ARGUMENT', fields: [{ field: 'request_id' }] },
    ],
    [
      { ...base(), orderId: 'x' },
      { code: 'INVALID_ARGUMENT', fields: [{ field: 'order_id' }] },
    ],
    [{ ...base(), orderId: requestId() }, { code: 'NOT_FOUND' }],
    [
      { ...base(), amount: eur(0n) },
      { code: 'INVALID_ARGUMENT', fields: [{ field: 'amount' }] },
    ],
    [{ ...base(), amount: eur(-5n) }, { code: 'INVALID_ARGUMENT' }],
    [{ ...base(), amount: eur(10n ** 17n) }, { code: 'INVALID_ARGUMENT' }],
    [{ ...base(), amount: eur(1251n) }, { reason: 'AMOUNT_ABOVE_OPEN' }],
    [
      { ...base(), amount: usd },
      { code: 'INVALID_ARGUMENT', reason: 'CURRENCY_MISMATCH' },
    ],
    [
      { ...base(), tip: eur(-1n) },
      { code: 'INVALID_ARGUMENT', fields: [{ field: 'tip' }] },
    ],
    [
      { ...base(), tendered: eur(100n) },
      { reason: 'TENDERED_TOO_LITTLE', metadata: { due_minor: '1250' } },
    ],
    [{ ...base(), orderVersion: -1n }, { code: 'INVALID_ARGUMENT' }],
    [{ ...base(), orderVersion: 9n }, { code: 'ABORTED' }],
  ];
  for (const [request, expected] of bad)
    await expect(world.manager.payCash(request as never)).rejects.toMatchObject(expected);
  expect(await count()).toBe(before);
});

test('strangers see nothing, and a right of another kind is not enough', async () => {
  const order = world.book.place();
  const request = () => ({ requestId: requestId(), orderId: order.orderId });
  await expect(world.as().payCash(request())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  const reader = world.as(world.staff(world.book.cafeId, 'payment.read'));
  await expect(reader.payCash(request())).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  const elsewhere = world.as(world.staff(requestId(), 'payment.take'));
  await expect(elsewhere.payCash(request())).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
