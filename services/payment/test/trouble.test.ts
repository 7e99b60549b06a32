/** Stripe is slow, silent, away or late, and the process dies: no money is lost, none is taken twice. */
import { PaymentStatus, RefundStatus } from '@sippy/proto/payment/v1/payment';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eur, requestId, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ webhooks: false });
});
afterEach(() => world.control('faults', { method: 'DELETE' }).catch(() => undefined));
afterAll(() => world.stop());

const request = (orderId: string, more: object = {}) => ({
  requestId: requestId(),
  orderId,
  paymentMethodId: 'pm_card_visa',
  confirm: true,
  ...more,
});

test('a time-out after success is UNKNOWN, holds the order, and is found to be CAPTURED: one charge', async () => {
  const order = world.book.place();
  await world.trouble({ kind: 'timeout_after_success', only: 'payment_intents.create' });
  const { payment } = await world.manager.createPaymentIntent(request(order.orderId));
  expect(payment?.status).toBe(PaymentStatus.UNKNOWN);
  await expect(
    world.manager.payCash({ requestId: requestId(), orderId: order.orderId }),
  ).rejects.toMatchObject({ reason: 'PAYMENT_IN_FLIGHT' });
  await world.settled(payment?.paymentId ?? '', PaymentStatus.CAPTURED);
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 1250 });
  expect(await world.facts(payment?.paymentId ?? '')).toEqual(['payment.initiated', 'payment.completed']);
});

test('a request that was lost on its way is carried out while it is fresh', async () => {
  const order = world.book.place();
  await world.trouble({ kind: 'timeout_before', only: 'payment_intents.create' });
  const { payment } = await world.manager.createPaymentIntent(request(order.orderId));
  expect(payment?.status).toBe(PaymentStatus.UNKNOWN);
  await world.settled(payment?.paymentId ?? '', PaymentStatus.CAPTURED);
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 1250 });
});

test('server errors are UNKNOWN too, whether they came before or after the charge', async () => {
  for (const kind of ['server_error', 'server_error_after_success']) {
    const order = world.book.place();
    await world.trouble({ kind, only: 'payment_intents.create' });
    const { payment } = await world.manager.createPaymentIntent(request(order.orderId));
    expect(payment?.status).toBe(PaymentStatus.UNKNOWN);
    await world.settled(payment?.paymentId ?? '', PaymentStatus.CAPTURED);
    expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 1250 });
  }
});

test('the same request sent again after a lost answer hears the outcome', async () => {
  const order = world.book.place();
  await world.trouble({ kind: 'timeout_after_success', only: 'payment_intents.create' });
  const same = request(order.orderId);
  const first = await world.manager.createPaymentIntent(same);
  const again = await world.manager.createPaymentIntent(same);
  expect(again.payment?.paymentId).toBe(first.payment?.paymentId);
  expect(again.payment?.status).toBe(PaymentStatus.CAPTURED);
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 1250 });
});

test('a lost confirmation, capture and cancellation are each found out', async () => {
  const order = world.book.place();
  const begun = await world.manager.createPaymentIntent({
    requestId: requestId(),
    orderId: order.orderId,
    capture: 'CAPTURE_MODE_MANUAL',
  });
  const paymentId = begun.payment?.paymentId ?? '';
  await world.trouble({ kind: 'timeout_after_success', only: 'payment_intents.confirm' });
  const confirmed = await world.manager.confirmPayment({
    requestId: requestId(),
    paymentId,
    paymentMethodId: 'pm_card_visa',
  });
  expect(confirmed.payment?.status).toBe(PaymentStatus.UNKNOWN);
  await world.settled(paymentId, PaymentStatus.AUTHORIZED);
  await world.trouble({ kind: 'timeout_after_success', only: 'payment_intents.capture' });
  const captured = await world.manager.capturePayment({ requestId: requestId(), paymentId });
  expect(captured.payment?.status).toBe(PaymentStatus.UNKNOWN);
  await expect(world.manager.capturePayment({ requestId: requestId(), paymentId })).rejects.toMatchObject({
    reason: 'OUTCOME_UNKNOWN',
  });
  await world.settled(paymentId, PaymentStatus.CAPTURED);
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 1250 });

  const other = world.book.place();
  const held = await world.manager.createPaymentIntent(
    request(other.orderId, { capture: 'CAPTURE_MODE_MANUAL' }),
  );
  await world.trouble({ kind: 'timeout_after_success', only: 'payment_intents.cancel' });
  await world.manager.cancelPayment({ requestId: requestId(), paymentId: held.payment?.paymentId ?? '' });
  await world.settled(held.payment?.paymentId ?? '', PaymentStatus.CANCELLED);
});

test('too many requests at Stripe: refused at once with a hint, nothing is held, and the same request may come again', async () => {
  const order = world.book.place();
  // The client itself tries a call three times that says it may.
  await world.trouble({ kind: 'rate_limit', only: 'payment_intents.create', times: 3 });
  const same = request(order.orderId);
  const error = await world.manager.createPaymentIntent(same).catch((e) => e);
  expect(error).toMatchObject({ code: 'UNAVAILABLE', reason: 'CARD_SERVICE_UNAVAILABLE' });
  expect(error.retryAfterMs).toBeGreaterThan(0);
  expect((await world.manager.createPaymentIntent(same)).payment?.status).toBe(PaymentStatus.CAPTURED);
});

test('a lost refund is PENDING, sets its amount aside, and is found to be settled: given once', async () => {
  const order = world.book.place();
  const { payment } = await world.manager.createPaymentIntent(request(order.orderId));
  const paymentId = payment?.paymentId ?? '';
  await world.trouble({ kind: 'timeout_after_success', only: 'refunds.create' });
  const give = (minor: bigint) =>
    world.manager.refundPayment({ requestId: requestId(), paymentId, amount: eur(minor), reason: 'cold' });
  const { refund } = await give(1000n);
  expect(refund?.status).toBe(RefundStatus.PENDING);
  await expect(give(251n)).rejects.toMatchObject({
    reason: 'REFUND_ABOVE_CAPTURED',
    metadata: { refundable_minor: '250' },
  });
  for (const end = Date.now() + 8_000; ; await new Promise((r) => setTimeout(r, 30))) {
    const { payment: now } = await world.manager.getPayment({ paymentId });
    if (now?.refunds[0]?.status === RefundStatus.SETTLED) break;
    expect(Date.now()).toBeLessThan(end);
  }
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 250 });
});

test('the order service is away: cash and cards are refused with a hint, and nothing is written', async () => {
  const { refuse } = await import('@sippy/kit/refusal');
  const order = world.book.place();
  world.book.trouble = () =>
    refuse('UNAVAILABLE', 'UNAVAILABLE', 'The database is not reachable.', { domain: 'sippy' });
  try {
    await expect(
      world.manager.payCash({ requestId: requestId(), orderId: order.orderId }),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(world.manager.createPaymentIntent(request(order.orderId))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  } finally {
    world.book.trouble = undefined;
  }
  const { rowCount } = await world.host
    .db('payment')
    .query('select from payment where order_id = $1', [order.orderId]);
  expect(rowCount).toBe(0);
});

// The last test: from here on Stripe is gone.
test('Stripe is away: cards are refused at once, nothing was charged, and cash goes on', async () => {
  await world.sandbox.stop();
  const order = world.book.place();
  for (let tries = 0; tries < 6; tries++) {
    const started = Date.now();
    await expect(world.manager.createPaymentIntent(request(order.orderId))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'CARD_SERVICE_UNAVAILABLE',
    });
    expect(Date.now() - started).toBeLessThan(3_000);
    // What the client's own breaker sees of this service is mostly good.
    await Promise.all(
      Array.from({ length: 6 }, () => world.manager.listOrderPayments({ orderId: order.orderId })),
    );
  }
  expect(
    (await world.manager.payCash({ requestId: requestId(), orderId: order.orderId })).standing?.fullyPaid,
  ).toBe(true);
});
