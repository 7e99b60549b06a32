/** The stand-in as the `stripe` package sees it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';

const secret = 'whsec_test';
const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
const heard: Stripe.Event[] = [];
let answers: number[] = [];
let ear: Server;
let sandbox: Sandbox;
let stripe: Stripe;

const clientOf = (url: string, key = 'sk_test_x') => {
  const { hostname, port } = new URL(url);
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, timeout: 1_000 });
};
const fault = (body: object) =>
  fetch(`${sandbox.stripeUrl}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(body) });
const card = (method: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) => ({
  amount: 1250,
  currency: 'eur',
  allowed_payment_method_types: ['card'],
  payment_method: method,
  confirm: true,
  expand: ['latest_charge'],
  ...more,
});
const until = async (holds: () => boolean, ms = 5_000) => {
  for (const end = Date.now() + ms; !holds(); await new Promise((resolve) => setTimeout(resolve, 10)))
    if (Date.now() > end) throw new Error(`still not so: ${holds.toString()}`);
};
const of = (id: string) =>
  heard.filter((e) => (e.data.object as { id: string }).id === id).map((e) => e.type);

beforeAll(async () => {
  ear = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const status = answers.shift() ?? 200;
    try {
      const signature = String(request.headers['stripe-signature']);
      const event = stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, secret, 300);
      if (status === 200) heard.push(event);
      response.writeHead(status).end();
    } catch {
      response.writeHead(400).end();
    }
  });
  await new Promise<void>((resolve) => ear.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(ear.address() as AddressInfo).port}/`;
  sandbox = await startSandbox({ folder, webhook: { url, secret, types: [] }, refundDelayMs: 200 });
  stripe = clientOf(sandbox.stripeUrl);
});

beforeEach(async () => {
  await fetch(`${sandbox.stripeUrl}/_sandbox/faults`, { method: 'DELETE' });
});

afterAll(async () => {
  await sandbox.stop();
  ear.close();
  rmSync(folder, { recursive: true });
});

test('a good card is charged at once, and the last digits are told', async () => {
  const intent = await stripe.paymentIntents.create(card('pm_card_visa'));
  expect(intent).toMatchObject({ status: 'succeeded', amount_received: 1250, livemode: false });
  const charge = intent.latest_charge as Stripe.Charge;
  expect(charge.payment_method_details?.card).toMatchObject({ brand: 'visa', last4: '4242' });
  await until(() => of(intent.id).includes('payment_intent.succeeded'));
});

test.each([
  ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
  ['pm_card_chargeDeclinedProcessingError', 'processing_error', ''],
])('%s is declined with %s', async (method, code, declineCode) => {
  const error = await stripe.paymentIntents.create(card(method)).catch((e) => e);
  expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
  expect(error).toMatchObject({ statusCode: 402, code });
  expect(error.decline_code ?? '').toBe(declineCode);
  expect(error.payment_intent).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: { code },
  });
});

test('3-D Secure sends the customer to a page and back, and then the card is charged', async () => {
  const intent = await stripe.paymentIntents.create(
    card('pm_card_threeDSecure2Required', { return_url: 'https://shop.example/back?a=1' }),
  );
  expect(intent.status).toBe('requires_action');
  const url = intent.next_action?.redirect_to_url?.url ?? '';
  const page = await (await fetch(url)).text();
  expect(page).toContain('12.50');
  const answer = await fetch(url.split('?')[0] ?? '', {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `outcome=complete&secret=${intent.client_secret}`,
  });
  const back = new URL(answer.headers.get('location') ?? '');
  expect(back.searchParams.get('redirect_status')).toBe('succeeded');
  expect(back.searchParams.get('a')).toBe('1');
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
});

test('3-D Secure that fails leaves the intent open with its error', async () => {
  const intent = await stripe.paymentIntents.create(card('pm_card_authenticationRequired'));
  expect(intent.next_action?.type).toBe('use_stripe_sdk');
  await fetch(`${sandbox.stripeUrl}/_sandbox/payment_intents/${intent.id}/fail_authentication`, {
    method: 'POST',
  });
  const after = await stripe.paymentIntents.retrieve(intent.id);
  expect(after.status).toBe('requires_payment_method');
  expect(after.last_payment_error?.code).toBe('payment_intent_authentication_failure');
});

test('the 3-D Secure page opens only with the client secret', async () => {
  const intent = await stripe.paymentIntents.create(card('pm_card_threeDSecure2Required'));
  expect((await fetch(`${sandbox.stripeUrl}/3ds/${intent.id}?secret=guess`)).status).toBe(404);
});

test('a manual capture takes a part and releases the rest; a cancelled one cannot be captured', async () => {
  const held = await stripe.paymentIntents.create(card('pm_card_visa', { capture_method: 'manual' }));
  expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 1250 });
  const taken = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1000 });
  expect(taken).toMatchObject({ status: 'succeeded', amount_received: 1000, amount_capturable: 0 });
  const other = await stripe.paymentIntents.create(card('pm_card_visa', { capture_method: 'manual' }));
  expect((await stripe.paymentIntents.cancel(other.id)).status).toBe('canceled');
  await expect(stripe.paymentIntents.capture(other.id)).rejects.toMatchObject({
    code: 'payment_intent_unexpected_state',
    payment_intent: { status: 'canceled' },
  });
});

test('refunds never exceed the charge; slow and failing ones change later', async () => {
  const intent = await stripe.paymentIntents.create(card('pm_card_visa'));
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 1000 });
  expect(refund.status).toBe('succeeded');
  await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 251 })).rejects.toThrow(
    'greater than',
  );
  await stripe.refunds.create({ payment_intent: intent.id });
  await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
    code: 'charge_already_refunded',
  });
  const slow = await stripe.paymentIntents.create(card('pm_card_pendingRefund'));
  const pending = await stripe.refunds.create({ payment_intent: slow.id });
  expect(pending.status).toBe('pending');
  const bad = await stripe.paymentIntents.create(card('pm_card_refundFail'));
  const bounced = await stripe.refunds.create({ payment_intent: bad.id });
  expect(bounced.status).toBe('succeeded');
  await until(() => of(bounced.id).includes('refund.failed') && of(pending.id).includes('refund.updated'));
  expect((await stripe.refunds.retrieve(pending.id)).status).toBe('succeeded');
  expect((await stripe.refunds.retrieve(bounced.id)).status).toBe('failed');
});

test('an idempotency key gives the first answer again, a decline too', async () => {
  const first = await stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-1' });
  const again = await stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-1' });
  expect(again.id).toBe(first.id);
  expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
  const declined = () =>
    stripe.paymentIntents.create(card('pm_card_chargeDeclined'), { idempotencyKey: 'key-2' });
  const [one, two] = [await declined().catch((e) => e), await declined().catch((e) => e)];
  expect(two.payment_intent.id).toBe(one.payment_intent.id);
});

test('an idempotency key with other parameters is refused, and bad parameters do not use it up', async () => {
  await stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-3' });
  await expect(
    stripe.paymentIntents.create(card('pm_card_visa', { amount: 999 }), { idempotencyKey: 'key-3' }),
  ).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  await expect(
    stripe.paymentIntents.create(card('pm_nonsense'), { idempotencyKey: 'key-4' }),
  ).rejects.toMatchObject({ code: 'resource_missing', param: 'payment_method' });
  expect((await stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-4' })).status).toBe(
    'succeeded',
  );
});

test('a second request with the same key is turned away while the first is under way', async () => {
  await fault({ kind: 'slow', only: 'payment_intents.create', delayMs: 300 });
  const create = () => stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-5' });
  const first = create();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await expect(create()).rejects.toMatchObject({ statusCode: 409 });
  expect((await create().catch(async () => first)).id).toBe((await first).id);
});

test('a time-out after success has charged the card, and the key finds it', async () => {
  await fault({ kind: 'timeout_after_success', only: 'payment_intents.create' });
  const create = () => stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-6' });
  await expect(create()).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
  const found = await create();
  expect(found.lastResponse.headers['idempotent-replayed']).toBe('true');
  expect(found.status).toBe('succeeded');
});

test('switched-on troubles: server error before, after, too many requests, decline', async () => {
  await fault({ kind: 'server_error' });
  await expect(stripe.paymentIntents.create(card('pm_card_visa'))).rejects.toMatchObject({ statusCode: 500 });
  await fault({ kind: 'rate_limit' });
  await expect(stripe.paymentIntents.create(card('pm_card_visa'))).rejects.toMatchObject({ statusCode: 429 });
  await fault({ kind: 'decline', detail: 'lost_card' });
  await expect(stripe.paymentIntents.create(card('pm_card_visa'))).rejects.toMatchObject({
    decline_code: 'lost_card',
  });
  await fault({ kind: 'require_action' });
  expect((await stripe.paymentIntents.create(card('pm_card_visa'))).status).toBe('requires_action');
  const bad = await fault({ kind: 'nonsense' });
  expect(bad.status).toBe(400);
});

test('a webhook that is not taken comes again, and twice if so switched', async () => {
  answers = [500, 500];
  const one = await stripe.paymentIntents.create(card('pm_card_visa'));
  await until(
    () => of(one.id).includes('payment_intent.succeeded') && of(one.id).includes('payment_intent.created'),
  );
  expect(answers).toEqual([]);
  await fault({ kind: 'webhook_duplicate', only: 'payment_intent.succeeded', detail: '1' });
  const two = await stripe.paymentIntents.create(card('pm_card_visa'));
  await until(() => of(two.id).filter((type) => type === 'payment_intent.succeeded').length === 2);
});

test('webhooks can be late and out of order', async () => {
  await fault({ kind: 'webhook_reorder', detail: '3' });
  const intent = await stripe.paymentIntents.create(card('pm_card_visa', { capture_method: 'manual' }));
  await until(() => of(intent.id).length === 2);
  expect(of(intent.id)).toEqual(['payment_intent.amount_capturable_updated', 'payment_intent.created']);
  await fault({ kind: 'webhook_late', only: 'payment_intent.canceled', delayMs: 400 });
  await stripe.paymentIntents.cancel(intent.id);
  expect(of(intent.id)).not.toContain('payment_intent.canceled');
  await until(() => of(intent.id).includes('payment_intent.canceled'));
});

test('a restart forgets nothing, keys included', async () => {
  const before = await stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-7' });
  await sandbox.stop();
  const url = `http://127.0.0.1:${(ear.address() as AddressInfo).port}/`;
  sandbox = await startSandbox({ folder, webhook: { url, secret, types: [] }, refundDelayMs: 200 });
  stripe = clientOf(sandbox.stripeUrl);
  expect((await stripe.paymentIntents.retrieve(before.id)).status).toBe('succeeded');
  const again = await stripe.paymentIntents.create(card('pm_card_visa'), { idempotencyKey: 'key-7' });
  expect(again.id).toBe(before.id);
});

test('an intent is found by its metadata, and in a list by time', async () => {
  const intent = await stripe.paymentIntents.create(
    card('pm_card_visa', { metadata: { payment_id: 'p-1' } }),
  );
  const found = await stripe.paymentIntents.search({ query: "metadata['payment_id']:'p-1'" });
  expect(found.data.map((i) => i.id)).toEqual([intent.id]);
  const page = await stripe.paymentIntents.list({ limit: 1, created: { gte: intent.created } });
  expect(page.data[0]?.id).toBe(intent.id);
  expect(page.has_more).toBeTypeOf('boolean');
});

test('a publishable key reaches only the intent whose client secret it has', async () => {
  const intent = await stripe.paymentIntents.create({ amount: 500, currency: 'eur' });
  const browser = clientOf(sandbox.stripeUrl, 'pk_test_x');
  await expect(browser.paymentIntents.retrieve(intent.id)).rejects.toMatchObject({ statusCode: 403 });
  await expect(browser.refunds.list()).rejects.toMatchObject({ statusCode: 403 });
  const seen = await browser.paymentIntents.retrieve(intent.id, {
    client_secret: intent.client_secret ?? '',
  });
  expect(seen.status).toBe('requires_payment_method');
});

test('bad requests get errors of the form that Stripe sends', async () => {
  const refusals: [Promise<unknown>, object][] = [
    [
      stripe.paymentIntents.create({ amount: 10, currency: 'eur' }),
      { code: 'amount_too_small', param: 'amount' },
    ],
    [stripe.paymentIntents.create({ amount: 1.5, currency: 'eur' }), { code: 'parameter_invalid_integer' }],
    [stripe.paymentIntents.retrieve('pi_none'), { statusCode: 404, code: 'resource_missing' }],
    [
      stripe.paymentIntents.create({ ...card('pm_card_visa'), payment_method_types: ['card'] } as never),
      { code: 'parameter_unknown' },
    ],
    [clientOf(sandbox.stripeUrl, 'sk_live_x').paymentIntents.retrieve('pi_none'), { statusCode: 401 }],
    [
      stripe.paymentMethods.create({ type: 'card', card: { number: '4242424242424242' } } as never),
      { param: 'card' },
    ],
  ];
  for (const [request, expected] of refusals) await expect(request).rejects.toMatchObject(expected);
});
