/** The stand-in as the `stripe` package sees it. */
import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { card, type Stage, setStage, until } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});
beforeEach(() => fetch(`${stage.sandbox.stripeUrl}/_sandbox/faults`, { method: 'DELETE' }));
afterAll(() => stage.stop());

test('a good card is charged at once, and the last digits are told', async () => {
  const intent = await stage.stripe.paymentIntents.create(card('pm_card_visa'));
  expect(intent).toMatchObject({ status: 'succeeded', amount_received: 1250, livemode: false });
  const charge = intent.latest_charge as Stripe.Charge;
  expect(charge.payment_method_details?.card).toMatchObject({ brand: 'visa', last4: '4242' });
  await until(() => stage.heardOf(intent.id).includes('payment_intent.succeeded'));
});

test.each([
  ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
  ['pm_card_chargeDeclinedProcessingError', 'processing_error', ''],
])('%s is declined with %s', async (method, code, declineCode) => {
  const error = await stage.stripe.paymentIntents.create(card(method)).catch((e) => e);
  expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
  expect(error).toMatchObject({ statusCode: 402, code });
  expect(error.decline_code ?? '').toBe(declineCode);
  expect(error.payment_intent).toMatchObject({
    status: 'requires_payment_method',
    last_payment_error: { code },
  });
});

test('3-D Secure sends the customer to a page and back, and then the card is charged', async () => {
  const intent = await stage.stripe.paymentIntents.create(
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
  expect((await stage.stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
});

test('3-D Secure that fails leaves the intent open with its error', async () => {
  const intent = await stage.stripe.paymentIntents.create(card('pm_card_authenticationRequired'));
  expect(intent.next_action?.type).toBe('use_stripe_sdk');
  await fetch(`${stage.sandbox.stripeUrl}/_sandbox/payment_intents/${intent.id}/fail_authentication`, {
    method: 'POST',
  });
  const after = await stage.stripe.paymentIntents.retrieve(intent.id);
  expect(after.status).toBe('requires_payment_method');
  expect(after.last_payment_error?.code).toBe('payment_intent_authentication_failure');
});

test('the 3-D Secure page opens only with the client secret', async () => {
  const intent = await stage.stripe.paymentIntents.create(card('pm_card_threeDSecure2Required'));
  expect((await fetch(`${stage.sandbox.stripeUrl}/3ds/${intent.id}?secret=guess`)).status).toBe(404);
});

test('a manual capture takes a part and releases the rest; a cancelled one cannot be captured', async () => {
  const held = await stage.stripe.paymentIntents.create(card('pm_card_visa', { capture_method: 'manual' }));
  expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 1250 });
  const taken = await stage.stripe.paymentIntents.capture(held.id, { amount_to_capture: 1000 });
  expect(taken).toMatchObject({ status: 'succeeded', amount_received: 1000, amount_capturable: 0 });
  const other = await stage.stripe.paymentIntents.create(card('pm_card_visa', { capture_method: 'manual' }));
  expect((await stage.stripe.paymentIntents.cancel(other.id)).status).toBe('canceled');
  await expect(stage.stripe.paymentIntents.capture(other.id)).rejects.toMatchObject({
    code: 'payment_intent_unexpected_state',
    payment_intent: { status: 'canceled' },
  });
});

test('refunds never exceed the charge; slow and failing ones change later', async () => {
  const intent = await stage.stripe.paymentIntents.create(card('pm_card_visa'));
  const refund = await stage.stripe.refunds.create({ payment_intent: intent.id, amount: 1000 });
  expect(refund.status).toBe('succeeded');
  await expect(stage.stripe.refunds.create({ payment_intent: intent.id, amount: 251 })).rejects.toThrow(
    'greater than',
  );
  await stage.stripe.refunds.create({ payment_intent: intent.id });
  await expect(stage.stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
    code: 'charge_already_refunded',
  });
  const slow = await stage.stripe.paymentIntents.create(card('pm_card_pendingRefund'));
  const pending = await stage.stripe.refunds.create({ payment_intent: slow.id });
  expect(pending.status).toBe('pending');
  const bad = await stage.stripe.paymentIntents.create(card('pm_card_refundFail'));
  const bounced = await stage.stripe.refunds.create({ payment_intent: bad.id });
  expect(bounced.status).toBe('succeeded');
  await until(
    () =>
      stage.heardOf(bounced.id).includes('refund.failed') &&
      stage.heardOf(pending.id).includes('refund.updated'),
  );
  expect((await stage.stripe.refunds.retrieve(pending.id)).status).toBe('succeeded');
  expect((await stage.stripe.refunds.retrieve(bounced.id)).status).toBe('failed');
});

test('an intent is found by its metadata, and in a list by time', async () => {
  const intent = await stage.stripe.paymentIntents.create(
    card('pm_card_visa', { metadata: { payment_id: 'p-1' } }),
  );
  const found = await stage.stripe.paymentIntents.search({ query: "metadata['payment_id']:'p-1'" });
  expect(found.data.map((i) => i.id)).toEqual([intent.id]);
  const page = await stage.stripe.paymentIntents.list({ limit: 1, created: { gte: intent.created } });
  expect(page.data[0]?.id).toBe(intent.id);
  expect(page.has_more).toBeTypeOf('boolean');
});

test('a publishable key reaches only the intent whose client secret it has', async () => {
  const intent = await stage.stripe.paymentIntents.create({ amount: 500, currency: 'eur' });
  const browser = stage.clientOf('pk_test_x');
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
      stage.stripe.paymentIntents.create({ amount: 10, currency: 'eur' }),
      { code: 'amount_too_small', param: 'amount' },
    ],
    [
      stage.stripe.paymentIntents.create({ amount: 1.5, currency: 'eur' }),
      { code: 'parameter_invalid_integer' },
    ],
    [stage.stripe.paymentIntents.retrieve('pi_none'), { statusCode: 404, code: 'resource_missing' }],
    [
      stage.stripe.paymentIntents.create({
        ...card('pm_card_visa'),
        payment_method_types: ['card'],
      } as never),
      { code: 'parameter_unknown' },
    ],
    [stage.clientOf('sk_live_x').paymentIntents.retrieve('pi_none'), { statusCode: 401 }],
    [
      stage.stripe.paymentMethods.create({ type: 'card', card: { number: '4242424242424242' } } as never),
      { param: 'card' },
    ],
  ];
  for (const [request, expected] of refusals) await expect(request).rejects.toMatchObject(expected);
});
