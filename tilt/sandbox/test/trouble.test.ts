/** Idempotency keys, switched-on troubles, webhooks and a restart. */
import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { card, type Stage, setStage, until } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
beforeEach(() => fetch(`${stage.sandbox.stripeUrl}/_sandbox/faults`, { method: 'DELETE' }));
afterAll(() => stage.stop());

test('an idempotency key gives the first answer again, a decline too', async () => {
  const first = await stage.stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-1' });
  const again = await stage.stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-1' });
  expect(again.id).toBe(first.id);
  expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
  const declined = () =>
    stage.stripe.paymentIntents.create(card('pm_card_chargeDeclined'), { idempotencyKey: 'key-2' });
  const [one, two] = [await declined().catch((e) => e), await declined().catch((e) => e)];
  expect(two.payment_intent.id).toBe(one.payment_intent.id);
});

test('an idempotency key with other parameters is refused, and bad parameters do not use it up', async () => {
  await stage.stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-3' });
  await expect(
    stage.stripe.paymentIntents.create(card('pm_card_visa', { amount: 999 }), { idempotencyKey: 'key-3' }),
  ).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  await expect(
    stage.stripe.paymentIntents.create(card('pm_nonsense'), { idempotencyKey: 'key-4' }),
  ).rejects.toMatchObject({ code: 'resource_missing', param: 'payment_method' });
  expect(
    (await stage.stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-4' })).status,
  ).toBe('succeeded');
});

test('a second request with the same key is turned away while the first is under way', async () => {
  await stage.fault({ kind: 'slow', only: 'payment_intents.create', delayMs: 300 });
  const create = () => stage.stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-5' });
  const first = create();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await expect(create()).rejects.toMatchObject({ statusCode: 409 });
  expect((await create().catch(async () => first)).id).toBe((await first).id);
});

test('a time-out after success has charged the card, and the key finds it', async () => {
  await stage.fault({ kind: 'timeout_after_success', only: 'payment_intents.create' });
  const create = () => stage.stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-6' });
  await expect(create()).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
  const found = await create();
  expect(found.lastResponse.headers['idempotent-replayed']).toBe('true');
  expect(found.status).toBe('succeeded');
});

test('switched-on troubles: server error before, after, too many requests, decline', async () => {
  await stage.fault({ kind: 'server_error' });
  await expect(stage.stripe.paymentIntents.create(card('pm_card_visa'))).rejects.toMatchObject({
    statusCode: 500,
  });
  await stage.fault({ kind: 'rate_limit' });
  await expect(stage.stripe.paymentIntents.create(card('pm_card_visa'))).rejects.toMatchObject({
    statusCode: 429,
  });
  await stage.fault({ kind: 'decline', detail: 'lost_card' });
  await expect(stage.stripe.paymentIntents.create(card('pm_card_visa'))).rejects.toMatchObject({
    decline_code: 'lost_card',
  });
  await stage.fault({ kind: 'require_action' });
  expect((await stage.stripe.paymentIntents.create(card('pm_card_visa'))).status).toBe('requires_action');
  const bad = await stage.fault({ kind: 'nonsense' });
  expect(bad.status).toBe(400);
});

test('a webhook that is not taken comes again, and twice if so switched', async () => {
  stage.answers = [500, 500];
  const one = await stage.stripe.paymentIntents.create(card('pm_card_visa'));
  await until(
    () =>
      stage.heardOf(one.id).includes('payment_intent.succeeded') &&
      stage.heardOf(one.id).includes('payment_intent.created'),
  );
  expect(stage.answers).toEqual([]);
  await stage.fault({ kind: 'webhook_duplicate', only: 'payment_intent.succeeded', detail: '1' });
  const two = await stage.stripe.paymentIntents.create(card('pm_card_visa'));
  await until(() => stage.heardOf(two.id).filter((type) => type === 'payment_intent.succeeded').length === 2);
});

test('webhooks can be late and out of order', async () => {
  await stage.fault({ kind: 'webhook_reorder', detail: '3' });
  const intent = await stage.stripe.paymentIntents.create(card('pm_card_visa', { capture_method: 'manual' }));
  await until(() => stage.heardOf(intent.id).length === 2);
  expect(stage.heardOf(intent.id)).toEqual([
    'payment_intent.amount_capturable_updated',
    'payment_intent.created',
  ]);
  await stage.fault({ kind: 'webhook_late', only: 'payment_intent.canceled', delayMs: 400 });
  await stage.stripe.paymentIntents.cancel(intent.id);
  expect(stage.heardOf(intent.id)).not.toContain('payment_intent.canceled');
  await until(() => stage.heardOf(intent.id).includes('payment_intent.canceled'));
});

test('a restart forgets nothing, keys included', async () => {
  const before = await stage.stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-7' });
  await stage.restart();
  expect((await stage.stripe.paymentIntents.retrieve(before.id)).status).toBe('succeeded');
  const again = await stage.stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-7' });
  expect(again.id).toBe(before.id);
});
