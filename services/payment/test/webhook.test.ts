/** Stripe reports: signed, repeated, late, reordered, and about things that are not ours. */
import { PaymentStatus, RefundStatus } from '@sippy/proto/payment/v1/payment';
import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { requestId, startWorld, type World, webhookSecret } from './world.ts';

let world: World;
const stripe = new Stripe('sk_test_x');

beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.control('faults', { method: 'DELETE' }));
afterAll(() => world.stop());

const code = { ok: 0, invalid: 3, denied: 7, internal: 13 };
const now = () => Math.floor(Date.now() / 1000);
const sign = (payload: string, secret = webhookSecret, timestamp = now()) =>
  stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
const send = (payload: string, signature = sign(payload)) => world.webhook(Buffer.from(payload), signature);
const report = (type: string, object: object) =>
  JSON.stringify({ id: `evt_${requestId()}`, object: 'event', type, data: { object } });

async function begin(paymentMethodId: string, orderId = world.book.place().orderId) {
  const { payment } = await world.manager.createPaymentIntent({
    requestId: requestId(),
    orderId,
    paymentMethodId,
    confirm: true,
  });
  const stripeId = payment?.detail?.$case === 'card' ? payment.detail.value.stripePaymentIntentId : '';
  return { paymentId: payment?.paymentId ?? '', stripeId, orderId };
}
const authenticate = (stripeId: string) =>
  world.control(`payment_intents/${stripeId}/authenticate`, { method: 'POST' });

test('a signature must fit the raw bytes and be younger than 300 seconds', async () => {
  const payload = report('payment_intent.succeeded', { id: 'pi_x', metadata: {} });
  expect(await send(payload)).toBe(code.ok);
  expect(await send(payload, sign(payload, 'whsec_other'))).toBe(code.denied);
  expect(await send(`${payload} `, sign(payload))).toBe(code.denied);
  expect(await send(payload, sign(payload, webhookSecret, now() - 299))).toBe(code.ok);
  expect(await send(payload, sign(payload, webhookSecret, now() - 302))).toBe(code.denied);
  expect(await send(payload, '')).toBe(code.denied);
  expect(await send('', sign(''))).toBe(code.denied);
});

test('a report that is signed and yet nonsense does no harm', async () => {
  for (const object of [
    {},
    { metadata: null },
    { metadata: { payment_id: 'x' } },
    { metadata: { payment_id: requestId() } },
    { metadata: { refund_id: requestId() } },
  ])
    expect(await send(report('payment_intent.succeeded', object))).toBe(code.ok);
  expect(await send(report('customer.created', { metadata: { payment_id: requestId() } }))).toBe(code.ok);
  expect(await send('not json')).toBe(code.denied);
});

test('a report cannot say what Stripe does not: it only says where to look', async () => {
  const { paymentId, stripeId } = await begin('pm_card_threeDSecure2Required');
  const lie = {
    id: stripeId,
    object: 'payment_intent',
    status: 'succeeded',
    amount_received: 1250,
    metadata: { payment_id: paymentId },
  };
  expect(await send(report('payment_intent.succeeded', lie))).toBe(code.ok);
  const { payment } = await world.manager.getPayment({ paymentId });
  expect(payment?.status).toBe(PaymentStatus.REQUIRES_ACTION);
});

test('a report that comes late, twice or three times completes a payment once', async () => {
  await world.trouble({ kind: 'webhook_late', only: 'payment_intent.succeeded', delayMs: 300 });
  await world.trouble({ kind: 'webhook_duplicate', only: 'payment_intent.succeeded', detail: '2' });
  const { paymentId, stripeId } = await begin('pm_card_threeDSecure2Required');
  await authenticate(stripeId);
  await world.settled(paymentId, PaymentStatus.CAPTURED);
  expect((await world.facts(paymentId)).filter((fact) => fact === 'payment.completed')).toHaveLength(1);
});

test('reports out of order end where the payment ended', async () => {
  await world.trouble({ kind: 'webhook_reorder', detail: '4' });
  const { paymentId, stripeId } = await begin('pm_card_threeDSecure2Required');
  await authenticate(stripeId);
  await world.settled(paymentId, PaymentStatus.CAPTURED);
  // The oldest report of all comes once more.
  const old = {
    id: stripeId,
    object: 'payment_intent',
    status: 'requires_action',
    metadata: { payment_id: paymentId },
  };
  expect(await send(report('payment_intent.requires_action', old))).toBe(code.ok);
  expect((await world.manager.getPayment({ paymentId })).payment?.status).toBe(PaymentStatus.CAPTURED);
});

test('a report and the answer of the call arrive together, and the payment completes once', async () => {
  for (let i = 0; i < 10; i++) {
    const { paymentId } = await begin('pm_card_visa');
    await world.settled(paymentId, PaymentStatus.CAPTURED);
    expect(await world.facts(paymentId)).toEqual(['payment.initiated', 'payment.completed']);
  }
});

test('a report of money for a payment that was given up sends the money back', async () => {
  const { paymentId, stripeId, orderId } = await begin('pm_card_threeDSecure2Required');
  // Given up here without Stripe having heard of it, as when Stripe had confirmed a cancellation it did not keep.
  await world.host
    .db('payment')
    .query(`update payment set status = 'CANCELLED', step = null, check_time = null where payment_id = $1`, [
      paymentId,
    ]);
  await authenticate(stripeId);
  for (const end = Date.now() + 8_000; ; await new Promise((r) => setTimeout(r, 30))) {
    const { payment } = await world.manager.getPayment({ paymentId });
    if (payment?.refunds[0]?.status === RefundStatus.SETTLED) {
      expect(payment).toMatchObject({ status: PaymentStatus.CANCELLED, refunds: [{ automatic: true }] });
      break;
    }
    expect(Date.now()).toBeLessThan(end);
  }
  expect(await world.charged(orderId)).toEqual({ charges: 1, kept: 0 });
});
