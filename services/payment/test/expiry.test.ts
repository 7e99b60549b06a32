/** What is not known or not done within its time is withdrawn, and never by guessing. */
import { PaymentStatus } from '@sippy/proto/payment/v1/payment';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { requestId, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  const env = { PAYMENT_CHARGE_SECONDS: '0.6', PAYMENT_ACTION_MINUTES: '0.02', STRIPE_TIMEOUT_MS: '250' };
  world = await startWorld({ webhooks: false, env });
});
afterEach(() => world.control('faults', { method: 'DELETE' }));
afterAll(() => world.stop());

const request = (orderId: string, more: object = {}) => ({
  requestId: requestId(),
  orderId,
  paymentMethodId: 'pm_card_visa',
  confirm: true,
  ...more,
});

test('a request lost for too long is never carried out: its key is used up, and the order is open again', async () => {
  const order = world.book.place();
  await world.trouble({ kind: 'timeout_before', only: 'payment_intents.create', times: 3 });
  const { payment } = await world.manager.createPaymentIntent(request(order.orderId));
  await world.settled(payment?.paymentId ?? '', PaymentStatus.CANCELLED);
  expect(await world.charged(order.orderId)).toEqual({ charges: 0, kept: 0 });
  const cash = await world.manager.payCash({ requestId: requestId(), orderId: order.orderId });
  expect(cash.standing?.fullyPaid).toBe(true);
});

test('a charge that happened but was silent for too long is found by its used key', async () => {
  const order = world.book.place();
  await world.trouble({ kind: 'timeout_after_success', only: 'payment_intents.create', times: 3 });
  const { payment } = await world.manager.createPaymentIntent(request(order.orderId));
  await world.settled(payment?.paymentId ?? '', PaymentStatus.CAPTURED, 15_000);
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 1250 });
});

test('a payment that nobody confirms is given up after its time, and its order can be paid', async () => {
  const order = world.book.place();
  const { payment } = await world.manager.createPaymentIntent({
    requestId: requestId(),
    orderId: order.orderId,
  });
  await world.settled(payment?.paymentId ?? '', PaymentStatus.CANCELLED);
  expect(
    (await world.manager.payCash({ requestId: requestId(), orderId: order.orderId })).standing?.fullyPaid,
  ).toBe(true);
});
