/** Our requests to Stripe, checked by Stripe's mock against Stripe's published API. */
import { createBreaker } from '@sippy/kit/breaker';
import { newId } from '@sippy/kit/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CardDesk, openCardDesk } from '../src/card/desk.ts';
import type { Payment, Refund } from '../src/domain/account.ts';
import { beginCard, newAccount } from '../src/domain/pay.ts';
import { beginRefund } from '../src/domain/refund.ts';
import { type StripeMock, startStripeMock } from './stripe-mock.ts';

let mock: StripeMock | undefined;
let desk: CardDesk;
const errors: unknown[] = [];

beforeAll(async () => {
  mock = await startStripeMock();
  const config = {
    STRIPE_API_KEY: 'sk_test_123',
    STRIPE_API_URL: mock?.url ?? 'http://127.0.0.1:9',
    STRIPE_WEBHOOK_SECRET: 'whsec_x',
    STRIPE_TIMEOUT_MS: 5_000,
  };
  const log = { error: (detail: object) => void errors.push(detail) };
  desk = openCardDesk(config, (name, options) => createBreaker(name, options), log) as CardDesk;
}, 240_000);
afterAll(() => mock?.stop());

function payment(): Payment {
  const now = new Date();
  const order = {
    orderId: newId(),
    organisationId: newId(),
    cafeId: newId(),
    customerId: null,
    version: 1n,
    total: 1250n,
    currency: 'EUR',
    number: 'A1',
    businessDay: '2026-03-02',
  };
  const made = {
    paymentId: newId(),
    requestKey: newId(),
    requestHash: new Uint8Array(),
    actorKind: 'staff',
    actorId: 'x',
    amount: undefined,
    tip: 100n,
    paymentTime: now,
    now,
    capture: 'MANUAL' as const,
    methodId: 'pm_card_visa',
    returnUrl: 'https://shop.example/back',
    confirm: true,
    stepMs: 1_000,
  };
  return { ...beginCard(newAccount(order, now), order, made).payment, stripe_id: 'pi_123', step_number: 1 };
}

function refundOf(of: Payment): Refund {
  const taken = { ...of, status: 'CAPTURED' as const, captured: 1350n };
  const account = { ...newAccount({} as never, new Date()), payments: [taken] };
  const made = beginRefund(account, taken, {
    refundId: newId(),
    requestKey: newId(),
    requestHash: new Uint8Array(),
    actorKind: 'staff',
    actorId: 'x',
    amount: 100n,
    reason: 'cold',
    isAutomatic: false,
    refundTime: new Date(),
    lines: [],
    now: new Date(),
    stepMs: 0,
  });
  return { ...(made.refund as Refund), stripe_id: 're_123' };
}

test('every request that we send is one that Stripe knows', async (context) => {
  if (!mock) return void context.annotate('Skipped: Go is not installed, so stripe-mock cannot be built.');
  const one = payment();
  const refund = refundOf(one);
  const answers = {
    create: await desk.create(one, { confirm: true }),
    createOnly: await desk.create({ ...one, payment_method_id: null, return_url: null }, { confirm: false }),
    confirm: await desk.confirm(one),
    capture: await desk.capture({ ...one, step_amount: 500n }),
    cancel: await desk.cancel(one),
    look: await desk.look(one),
    find: await desk.find(one),
    refund: await desk.refund(one, refund),
    lookRefund: await desk.lookRefund(refund),
    findRefund: await desk.findRefund(one, refund),
  };
  for (const [name, answer] of Object.entries(answers)) expect([name, answer.kind]).toEqual([name, 'done']);
  expect(errors).toEqual([]);
});

test('the check would find a parameter that Stripe does not know', async (context) => {
  if (!mock) return void context.annotate('Skipped: Go is not installed, so stripe-mock cannot be built.');
  const response = await fetch(`${mock.url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_123', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'amount=100&currency=eur&allowed_method_types[]=card',
  });
  expect(response.status).toBe(400);
});
