/** The process dies between the intent and its result: the next one finds the intent and carries it to its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PeerClient } from '@sippy/kit/client';
import { createPeers, type Peers } from '@sippy/kit/peers';
import { makeTestKeys, type TestKeys } from '@sippy/kit/test-keys';
import {
  makeTestDatabase,
  startTestService,
  type TestDatabase,
  type TestHost,
  testStaff,
} from '@sippy/kit/testing';
import { type Payment, PaymentStatus, RefundStatus } from '@sippy/proto/payment/v1/payment';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { type Sandbox, startSandbox } from '@sippy/sandbox/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundledHost, bundleServices } from '../../../tilt/service-bundle.ts';
import { service } from '../src/main.ts';
import { openOrderBook } from './order-book.ts';
import { requestId } from './world.ts';

const book = openOrderBook();
const manager = testStaff(book.organisationId, book.cafeId, 'payment.take', 'payment.read', 'payment.refund');
const folder = mkdtempSync(join(tmpdir(), 'sippy-kill-'));
const socket = `unix:${join(folder, 'payment.sock')}`;
let sandbox: Sandbox;
let host: TestHost;
let keys: TestKeys;
let database: TestDatabase;
let peers: Peers;
let payments: PeerClient<typeof PaymentServiceDefinition>;
let child: ChildProcess | undefined;
let output = '';

beforeAll(async () => {
  await bundleServices();
  keys = await makeTestKeys();
  writeFileSync(join(folder, 'jwks.json'), keys.publicKeys);
  writeFileSync(join(folder, 'key.json'), keys.serviceKey);
  const env = { TOKEN_JWKS_FILE: join(folder, 'jwks.json') };
  [sandbox, host, database] = await Promise.all([
    startSandbox(),
    startTestService(book.services, { env }),
    makeTestDatabase('payment', service.migrations),
  ]);
});
afterAll(async () => {
  await kill();
  peers?.close();
  await Promise.all([host?.stop(), sandbox?.stop()]);
  await database?.drop();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<void> {
  const env = {
    PATH: process.env.PATH,
    HOST_LISTEN: socket,
    TOKEN_JWKS_FILE: join(folder, 'jwks.json'),
    SERVICE_KEY_FILE: join(folder, 'key.json'),
    PAYMENT_DATABASE_URL: database.url,
    PAYMENT_MIGRATION_URL: database.ownerUrl,
    ORDER_ADDRESS: host.addressOf('order'),
    CAFE_ADDRESS: host.addressOf('cafe'),
    STRIPE_API_KEY: 'sk_test_kill_secret',
    STRIPE_API_URL: sandbox.stripeUrl,
    STRIPE_WEBHOOK_SECRET: 'whsec_kill_secret',
    PAYMENT_STEP_SECONDS: '1',
    PAYMENT_RECONCILE_MS: '50',
    LOG_LEVEL: 'trace',
  };
  const process_ = spawn(process.execPath, [bundledHost(), 'payment'], { env });
  child = process_;
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      if (/"msg":"ready"/.test(chunk.toString())) resolve();
    };
    process_.stdout.on('data', hear);
    process_.stderr.on('data', hear);
    process_.once('exit', (code) => reject(new Error(`the host ended with ${code}: ${output.slice(-2000)}`)));
  });
  peers?.close();
  const tokens = () => keys.token(manager);
  peers = createPeers({ hosted: new Map(), addressOf: () => socket, tokens, traceRatio: 0 });
  payments = peers.client('test', PaymentServiceDefinition);
}

async function kill(): Promise<void> {
  const dying = child;
  child = undefined;
  if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
  const dead = new Promise((resolve) => dying.once('exit', resolve));
  dying.kill('SIGKILL');
  await dead;
}

const charge = (orderId: string, id = requestId()) =>
  payments.createPaymentIntent(
    { requestId: id, orderId, paymentMethodId: 'pm_card_visa', confirm: true },
    {},
  );

async function settled(paymentId: string, holds: (payment: Payment) => boolean): Promise<Payment> {
  for (const end = Date.now() + 12_000; ; await new Promise((r) => setTimeout(r, 50))) {
    const { payment } = await payments.getPayment({ paymentId }, {});
    if (payment && holds(payment)) return payment;
    if (Date.now() > end) throw new Error(`payment ${paymentId} is ${payment?.status}`);
  }
}

async function intents(orderId: string): Promise<{ status: string }[]> {
  const query = encodeURIComponent(`metadata['order_id']:'${orderId}'`);
  const headers = { authorization: 'Bearer sk_test_kill_secret' };
  return (
    await (await fetch(`${sandbox.stripeUrl}/v1/payment_intents/search?query=${query}`, { headers })).json()
  ).data;
}

const trouble = (fault: object) =>
  fetch(`${sandbox.stripeUrl}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) });
const until = async (holds: () => boolean | Promise<boolean>) => {
  for (const end = Date.now() + 10_000; !(await holds()); await new Promise((r) => setTimeout(r, 20)))
    if (Date.now() > end) throw new Error(`still not so: ${holds.toString()}`);
};

test('killed while Stripe charges the card: the charge is found, once', async () => {
  await start();
  const order = book.place();
  const id = requestId();
  await trouble({ kind: 'slow', only: 'payment_intents.create', delayMs: 800 });
  const lost = charge(order.orderId, id).catch((error) => error);
  await until(() => book.holds.get(order.orderId)?.size === 1);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await kill();
  expect(await lost).toBeInstanceOf(Error);
  await start();
  const { payment } = await charge(order.orderId, id);
  await settled(payment?.paymentId ?? '', (p) => p.status === PaymentStatus.CAPTURED);
  expect((await intents(order.orderId)).map((i) => i.status)).toEqual(['succeeded']);
}, 60_000);

test('killed before Stripe has heard of it: the next process carries it on by itself', async () => {
  const order = book.place();
  await trouble({ kind: 'timeout_before', only: 'payment_intents.create' });
  const lost = charge(order.orderId).catch((error) => error);
  await until(() => book.holds.get(order.orderId)?.size === 1);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await kill();
  await lost;
  expect(await intents(order.orderId)).toEqual([]);
  await start();
  const paymentId = [...(book.holds.get(order.orderId) ?? [])][0] ?? '';
  await settled(paymentId, (p) => p.status === PaymentStatus.CAPTURED);
  expect((await intents(order.orderId)).map((i) => i.status)).toEqual(['succeeded']);
}, 60_000);

test('killed before the order was held: an order that has changed since is not charged', async () => {
  const order = book.place();
  let asked = false;
  book.onHold = () => {
    asked = true;
    return new Promise((resolve) => setTimeout(resolve, 10_000));
  };
  const lost = charge(order.orderId).catch((error) => error);
  await until(() => asked);
  await kill();
  await lost;
  book.onHold = undefined;
  book.reprice(order, 300n);
  await start();
  const { payments: begun } = await payments.listOrderPayments({ orderId: order.orderId }, {});
  await settled(begun[0]?.paymentId ?? '', (p) => p.status === PaymentStatus.CANCELLED);
  expect((await intents(order.orderId)).map((i) => i.status)).toEqual(['canceled']);
}, 60_000);

test('killed while a refund is under way: it is given once', async () => {
  const order = book.place();
  const { payment } = await charge(order.orderId);
  const paymentId = payment?.paymentId ?? '';
  await trouble({ kind: 'slow', only: 'refunds.create', delayMs: 600 });
  const request = {
    requestId: requestId(),
    paymentId,
    reason: 'cold',
    amount: { currencyCode: 'EUR', minor: 1000n },
  };
  const lost = payments.refundPayment(request, {}).catch((error) => error);
  await new Promise((resolve) => setTimeout(resolve, 250));
  await kill();
  await lost;
  await start();
  const after = await settled(paymentId, (p) => p.refunds[0]?.status === RefundStatus.SETTLED);
  expect(after.refunded?.minor).toBe(1000n);
  const again = await payments.refundPayment(request, {});
  expect(again.payment?.refunds).toHaveLength(1);
}, 60_000);

test('no card, client secret or key of ours is in the logs, at their most talkative', async () => {
  const order = book.place();
  const { payment } = await payments.createPaymentIntent(
    { requestId: requestId(), orderId: order.orderId },
    {},
  );
  const secret = payment?.detail?.$case === 'card' ? payment.detail.value.clientSecret : '';
  expect(secret).not.toBe('');
  await payments.confirmPayment(
    {
      requestId: requestId(),
      paymentId: payment?.paymentId ?? '',
      paymentMethodId: 'pm_card_chargeDeclined',
    },
    {},
  );
  await payments
    .createPaymentIntent(
      { requestId: requestId(), orderId: order.orderId, paymentMethodId: 'pm_nonsense', confirm: true },
      {},
    )
    .catch(() => undefined);
  expect(output).toContain('ready');
  for (const word of [secret, '_secret_', 'sk_test_kill', 'whsec_kill', 'pm_card_', 'pm_nonsense', '4242'])
    expect(output.includes(word), word).toBe(false);
}, 30_000);
