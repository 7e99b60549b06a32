/** Transfers of money that are paid by card: the settlement and the payment service on real servers, with Stripe's stand-in. */
import { newId } from '@sippy/kit/ids';
import { serviceScope } from '@sippy/kit/scope';
import { eventually, type TestHost, testPrincipal } from '@sippy/kit/testing';
import { service as payment } from '@sippy/payment';
import { Event } from '@sippy/proto/event/v1/event';
import { type BillPayment, BillServiceDefinition } from '@sippy/proto/payment/v1/bill_service';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import type { MoneyTransfer } from '@sippy/proto/settlement/v1/settlement';
import { SettlementServiceDefinition } from '@sippy/proto/settlement/v1/settlement_service';
import { type Sandbox, startSandbox } from '@sippy/sandbox/sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { deliver, rawClient, startBridge } from '../../payment/test/stripe-bridge.ts';
import { onBillPayment } from '../src/events/on-bill-payment.ts';
import { asking, given, newNetwork, newOwner, type Owner, startSettlement } from './fixture.ts';
import { type Journal, openJournal, redeemed, shopOf } from './points.ts';

const month = '2026-04';
const ahead = new Date('2026-05-01T12:00:00Z').getTime() - Date.now();
const clock = { now: () => new Date(Date.now() + ahead) };
const webhookSecret = 'whsec_bills';
let sandbox: Sandbox;
let host: TestHost;
let journal: Journal;
let raw: ReturnType<typeof rawClient>;
let bridge: Awaited<ReturnType<typeof startBridge>>;
let admin: Owner;
let debtor: Owner;
let creditor: Owner;
let transfer: MoneyTransfer;

const settling = (owner: Owner) => host.peer(SettlementServiceDefinition, owner.principal);
const control = (path: string, init?: RequestInit) => fetch(`${sandbox.stripeUrl}/_sandbox/${path}`, init);
const trouble = (fault: object) => control('faults', { method: 'POST', body: JSON.stringify(fault) });
const usd = (minor: bigint) => ({ currencyCode: 'USD', minor });

beforeAll(async () => {
  sandbox = await startSandbox();
  const env = {
    STRIPE_API_KEY: 'sk_test_bills',
    STRIPE_API_URL: sandbox.stripeUrl,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_TIMEOUT_MS: '500',
    PAYMENT_STEP_SECONDS: '2',
    PAYMENT_RECONCILE_MS: '50',
  };
  host = await startSettlement({ clock, env }, [payment]);
  journal = openJournal(host);
  raw = rawClient(host.addressOf('payment'));
  bridge = await startBridge((body, signature) => deliver(raw, body, signature));
  const body = JSON.stringify({ url: bridge.url, secret: webhookSecret });
  await control('webhook', { method: 'PUT', body });
});
afterEach(() => control('faults', { method: 'DELETE' }));
afterAll(async () => {
  raw?.close();
  bridge?.server.close();
  await journal?.db.close();
  await host?.stop();
  await sandbox?.stop();
});

/** 10.00 USD that one owner is to pay another. */
beforeEach(async () => {
  [admin, debtor, creditor] = [await newOwner(host), await newOwner(host), await newOwner(host)];
  const { networkId } = await newNetwork([admin, debtor, creditor]);
  await journal.apply(redeemed(shopOf(creditor), { networkId, issuer: shopOf(debtor), points: 2000 }));
  const { period } = await settling(admin).lockPeriod({ ...asking(admin), networkId, month });
  transfer = given(period?.transfers[0]);
});
const invoice = async () => {
  await settling(admin).invoicePeriod({ ...asking(admin), networkId: await networkOf(), month });
};

async function networkOf(): Promise<string> {
  const { organisationId } = admin;
  return given((await admin.networks.listNetworks({ organisationId })).networks[0]).networkId;
}

/** Pays the transfer by a card that is approved, as the debtor, unless something else is said. */
async function pay(owner: Owner, more: object = {}): Promise<BillPayment> {
  const asked = {
    ...{ ...asking(owner), billId: transfer.transferId, paymentMethodId: 'pm_card_visa' },
    ...{ returnUrl: 'http://127.0.0.1/owner/', ...more },
  };
  return given((await host.peer(BillServiceDefinition, owner.principal).payBill(asked)).payment);
}

/** The transfer as its sides see it now. */
async function now(): Promise<MoneyTransfer> {
  const { organisationId } = debtor;
  const { period } = await settling(debtor).getPeriod({
    organisationId,
    networkId: await networkOf(),
    month,
  });
  return given(period?.transfers[0]);
}

const receive = (minor: bigint) =>
  settling(creditor).recordTransferPayment({
    ...{ ...asking(creditor), reference: transfer.reference, amount: usd(minor), receivedDay: '2026-05-04' },
  });
const paid = (minor: bigint) => eventually(async () => (await now()).paid?.minor === minor);

/** What Stripe has taken for the transfer, charge by charge. */
async function charges(): Promise<number[]> {
  const headers = { authorization: 'Bearer sk_test_bills' };
  const query = encodeURIComponent(`metadata['order_id']:'${transfer.transferId}'`);
  const answer = await fetch(`${sandbox.stripeUrl}/v1/payment_intents/search?query=${query}`, { headers });
  const { data } = (await answer.json()) as { data: { status: string; amount_received: number }[] };
  return data.filter(({ status }) => status === 'succeeded').map((intent) => intent.amount_received);
}

/** Types and events of a payment, in order. */
async function told(paymentId: string): Promise<Event[]> {
  const { rows } = await host
    .db('payment')
    .query<{ envelope: Buffer }>('select envelope from event where aggregate_id = $1 order by position', [
      paymentId,
    ]);
  return rows.map(({ envelope }) => Event.decode(envelope));
}

test('a transfer is paid by card once, however often it is asked for, reported and told', async () => {
  await invoice();
  await trouble({ kind: 'webhook_duplicate', value: '3' });
  const click = { requestId: newId() };
  const both = await Promise.all([pay(debtor, click), pay(debtor, click)]);
  expect(new Set(both.map(({ paymentId }) => paymentId)).size).toBe(1);
  expect(both[1]).toMatchObject({ status: 'PAYMENT_STATUS_CAPTURED', amount: usd(1000n), last4: '4242' });
  await paid(1000n);
  const { paymentId } = both[0];
  const events = await told(paymentId);
  expect(events.map(({ type }) => type)).toEqual(['bill_payment.initiated', 'bill_payment.completed']);
  const consumer = onBillPayment({ clock });
  const completed = given(events[1]);
  await journal.db.transaction(serviceScope, (tx) => consumer.apply(tx, [completed, completed]));
  expect(await now()).toMatchObject({
    status: 'MONEY_TRANSFER_STATUS_PAID',
    held: usd(0n),
    payments: [{ paymentId, amount: usd(1000n), receivedDay: '2026-05-01' }],
  });
  expect(await charges()).toEqual([1000]);
  expect((await pay(debtor, click)).paymentId).toBe(paymentId);
  await expect(pay(debtor)).rejects.toMatchObject({ reason: 'ALREADY_PAID' });
  const { transferPaymentId } = given((await now()).payments[0]);
  await expect(
    settling(creditor).takeBackTransferPayment({ ...asking(creditor), transferPaymentId }),
  ).rejects.toMatchObject({ reason: 'PAID_BY_CARD' });
});

test('of two people who pay the same at the same moment, one does', async () => {
  await invoice();
  const tried = await Promise.allSettled([pay(debtor), pay(debtor), pay(debtor)]);
  expect(tried.filter(({ status }) => status === 'fulfilled').length).toBe(1);
  await paid(1000n);
  expect(await charges()).toEqual([1000]);
});

test('while the answer of a charge is lost nothing else pays the transfer, and it is found out', async () => {
  await invoice();
  await trouble({ kind: 'timeout_after_success', only: 'payment_intents.create' });
  const unknown = await pay(debtor, { amount: usd(600n) });
  expect(unknown.status).toBe('PAYMENT_STATUS_UNKNOWN');
  // Told that it waits for the card, or that the card has paid.
  await expect(receive(401n)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
  await paid(600n);
  await receive(400n);
  expect(await now()).toMatchObject({ status: 'MONEY_TRANSFER_STATUS_PAID', held: usd(0n) });
  expect(await charges()).toEqual([600]);
});

test('a declined card leaves the transfer as it was, and its payment holds nothing afterwards', async () => {
  await invoice();
  const declined = await pay(debtor, { paymentMethodId: 'pm_card_visa_chargeDeclinedInsufficientFunds' });
  expect(declined).toMatchObject({
    status: 'PAYMENT_STATUS_FAILED',
    failure: { declineCode: 'insufficient_funds' },
  });
  // At once, not with its event: another card may be tried now.
  expect(await now()).toMatchObject({ status: 'MONEY_TRANSFER_STATUS_OPEN', held: usd(0n), payments: [] });
  const late = host.peer(SettlementServiceDefinition, testPrincipal({ kind: 'service', id: 'payment' }));
  const { paymentId } = declined;
  const { transferId } = transfer;
  await expect(
    late.holdTransfer({ requestId: newId(), transferId, paymentId, amount: usd(1000n) }),
  ).rejects.toMatchObject({ reason: 'HOLD_ENDED' });
  await receive(1000n);
});

test('what the payer must confirm is held until they have, and seen by who asks', async () => {
  await invoice();
  await trouble({ kind: 'webhook_drop' });
  const asked = await pay(debtor, { paymentMethodId: 'pm_card_threeDSecure2Required', amount: usd(700n) });
  expect(asked).toMatchObject({ status: 'PAYMENT_STATUS_REQUIRES_ACTION' });
  expect(asked.nextAction?.redirectUrl).toContain('/3ds/');
  expect(await now()).toMatchObject({ held: usd(700n), paid: usd(0n) });
  await expect(receive(301n)).rejects.toMatchObject({ reason: 'CARD_UNDER_WAY' });
  await receive(300n);
  const [, intent] = /\/3ds\/(\w+)/.exec(asked.nextAction?.redirectUrl ?? '') ?? [];
  await control(`payment_intents/${intent}/authenticate`, { method: 'POST' });
  const { paymentId } = asked;
  const { organisationId } = debtor;
  const read = await host
    .peer(BillServiceDefinition, debtor.principal)
    .getBillPayment({ organisationId, paymentId });
  expect(read.payment).toMatchObject({ status: 'PAYMENT_STATUS_CAPTURED' });
  await paid(1000n);
  // It is nobody else's, and no payment of an order.
  await expect(
    host
      .peer(BillServiceDefinition, creditor.principal)
      .getBillPayment({ organisationId: creditor.organisationId, paymentId }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const manager = host.peer(PaymentServiceDefinition, {
    ...debtor.principal,
    grants: [{ organisationId, cafeIds: debtor.cafeIds, permissions: ['payment.read', 'payment.refund'] }],
  });
  await expect(manager.getPayment({ paymentId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(manager.refundPayment({ requestId: newId(), paymentId, reason: 'x' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('only who owes a transfer pays it, once it is invoiced, in its currency and no more than is open', async () => {
  await expect(pay(debtor)).rejects.toMatchObject({ reason: 'NOT_INVOICED' });
  await invoice();
  for (const owner of [creditor, admin])
    await expect(pay(owner)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const asOther = { organisationId: creditor.organisationId };
  await expect(pay(debtor, asOther)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await receive(300n);
  await expect(pay(debtor, { amount: usd(701n) })).rejects.toMatchObject({ reason: 'AMOUNT_ABOVE_OPEN' });
  await expect(pay(debtor, { amount: { currencyCode: 'EUR', minor: 1n } })).rejects.toMatchObject({
    reason: 'CURRENCY_MISMATCH',
  });
  expect(await charges()).toEqual([]);
  await pay(debtor);
  await paid(1000n);
  expect(await charges()).toEqual([700]);
});
