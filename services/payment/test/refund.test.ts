import { PaymentStatus, RefundStatus } from '@sippy/proto/payment/v1/payment';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eur, requestId, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function cash(total = 1250n, cafeId?: string): Promise<string> {
  const order = world.book.place({ total, ...(cafeId && { cafeId }) });
  return (
    (await world.manager.payCash({ requestId: requestId(), orderId: order.orderId })).payment?.paymentId ?? ''
  );
}
async function card(paymentMethodId = 'pm_card_visa', tip = 0n) {
  const order = world.book.place();
  const { payment } = await world.manager.createPaymentIntent({
    requestId: requestId(),
    orderId: order.orderId,
    paymentMethodId,
    confirm: true,
    tip: eur(tip),
  });
  return { orderId: order.orderId, paymentId: payment?.paymentId ?? '' };
}
const give = (paymentId: string, minor?: bigint, id = requestId()) =>
  world.manager.refundPayment({
    requestId: id,
    paymentId,
    reason: 'cold coffee',
    amount: minor === undefined ? undefined : eur(minor),
  });
const until = async (paymentId: string, status: RefundStatus) => {
  for (const end = Date.now() + 8_000; ; await new Promise((r) => setTimeout(r, 30))) {
    const { payment } = await world.manager.getPayment({ paymentId });
    if (payment?.refunds.some((r) => r.status === status)) return payment;
    expect(Date.now()).toBeLessThan(end);
  }
};

test('cash is given back at once, in part and then the rest, and never more', async () => {
  const paymentId = await cash();
  const first = await give(paymentId, 500n);
  expect(first.refund).toMatchObject({ status: RefundStatus.SETTLED, amount: eur(500n), automatic: false });
  expect(first.payment).toMatchObject({
    refunded: eur(500n),
    refundable: eur(750n),
    status: PaymentStatus.CAPTURED,
  });
  expect((await give(paymentId)).refund?.amount).toEqual(eur(750n));
  await expect(give(paymentId)).rejects.toMatchObject({ reason: 'REFUND_ABOVE_CAPTURED' });
  expect(await world.facts(paymentId)).toEqual(['payment.completed', 'payment.refunded', 'payment.refunded']);
});

test('cash that was rounded is given back as it was taken', async () => {
  const paymentId = await cash(477n, world.book.coinCafeId);
  expect((await give(paymentId)).refund?.amount).toEqual(eur(475n));
});

test('a card refund goes to the card, tip included', async () => {
  const { orderId, paymentId } = await card('pm_card_visa', 150n);
  expect((await give(paymentId, 400n)).refund?.status).toBe(RefundStatus.SETTLED);
  expect(await world.charged(orderId)).toEqual({ charges: 1, kept: 1000 });
  await give(paymentId);
  const { standing } = await world.manager.listOrderPayments({ orderId });
  expect(standing).toMatchObject({ fullyRefunded: true, refundedTotal: 1400n, receivedTotal: 1400n });
});

test('a refund that takes its time is PENDING, then settled by the report', async () => {
  const { paymentId } = await card('pm_card_pendingRefund');
  const { refund, payment } = await give(paymentId, 1000n);
  expect(refund?.status).toBe(RefundStatus.PENDING);
  expect(payment).toMatchObject({ refunded: eur(0n), refundable: eur(250n) });
  const done = await until(paymentId, RefundStatus.SETTLED);
  expect(done).toMatchObject({ refunded: eur(1000n), refundable: eur(250n) });
});

test('a refund that the bank hands back is FAILED, and the amount can be refunded again', async () => {
  const { paymentId } = await card('pm_card_refundFail');
  await give(paymentId);
  const back = await until(paymentId, RefundStatus.FAILED);
  expect(back).toMatchObject({
    refunded: eur(0n),
    refundable: eur(1250n),
    refunds: [{ failureCode: 'expired_or_canceled_card' }],
  });
  expect((await world.facts(paymentId)).slice(-2)).toEqual(['payment.refunded', 'payment.refund_failed']);
});

test('the same request gives the same refund, also when sent many times at once', async () => {
  for (const paymentId of [await cash(), (await card()).paymentId]) {
    const id = requestId();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => give(paymentId, 300n, id)));
    expect(new Set(answers.map((a) => a.refund?.refundId)).size).toBe(1);
    expect((await give(paymentId, 300n, id)).payment?.refundable).toEqual(eur(950n));
    await expect(give(paymentId, 301n, id)).rejects.toMatchObject({ reason: 'REQUEST_ID_REUSED' });
    const other = await cash();
    await expect(give(other, 300n, id)).rejects.toMatchObject({ reason: 'REQUEST_ID_REUSED' });
  }
});

test('however many refund at once, no payment gives back more than it took', async () => {
  const amounts = fc.array(fc.bigInt(1n, 900n), { minLength: 2, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(amounts, fc.boolean(), async (wanted, isCard) => {
      const { orderId, paymentId } = isCard ? await card() : { orderId: '', paymentId: await cash() };
      await Promise.allSettled(wanted.map((minor) => give(paymentId, minor)));
      const { payment } = await world.manager.getPayment({ paymentId });
      const given = (payment?.refunds ?? [])
        .filter((r) => r.status !== RefundStatus.FAILED)
        .reduce((sum, r) => sum + (r.amount?.minor ?? 0n), 0n);
      expect(given <= 1250n).toBe(true);
      expect(payment?.refundable?.minor).toBe(1250n - given);
      // A refund is refused only where it no longer fits.
      expect(wanted.every((minor) => minor > 1250n - given || (payment?.refunds.length ?? 0) > 0)).toBe(true);
      if (isCard) expect(await world.charged(orderId)).toEqual({ charges: 1, kept: Number(1250n - given) });
    }),
    { numRuns: 12 },
  );
});

test('what was not taken cannot be given back, nor by who may not, nor in another currency', async () => {
  const order = world.book.place();
  const { payment } = await world.manager.createPaymentIntent({
    requestId: requestId(),
    orderId: order.orderId,
  });
  await expect(give(payment?.paymentId ?? '')).rejects.toMatchObject({ reason: 'ILLEGAL_MOVE' });
  const paymentId = await cash();
  const id = () => ({ requestId: requestId(), paymentId, reason: 'cold' });
  const barista = world.as(world.staff(world.book.cafeId, 'payment.take', 'payment.read'));
  await expect(barista.refundPayment(id())).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  const elsewhere = world.as(world.staff(requestId(), 'payment.refund'));
  await expect(elsewhere.refundPayment(id())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const bad: [object, object][] = [
    [{ ...id(), amount: { currencyCode: 'USD', minor: 1n } }, { reason: 'CURRENCY_MISMATCH' }],
    [{ ...id(), amount: eur(0n) }, { fields: [{ field: 'amount' }] }],
    [
      { ...id(), amount: eur(1251n) },
      { reason: 'REFUND_ABOVE_CAPTURED', metadata: { refundable_minor: '1250' } },
    ],
    [{ ...id(), reason: '' }, { fields: [{ field: 'reason' }] }],
    [{ ...id(), reason: 'x'.repeat(201) }, { fields: [{ field: 'reason' }] }],
    [{ ...id(), reason: 'a\u0000b' }, { fields: [{ field: 'reason' }] }],
    [{ ...id(), paymentId: requestId() }, { code: 'NOT_FOUND' }],
  ];
  for (const [request, expected] of bad)
    await expect(world.manager.refundPayment(request as never)).rejects.toMatchObject(expected);
  expect((await world.manager.getPayment({ paymentId })).payment?.refunds).toEqual([]);
});
