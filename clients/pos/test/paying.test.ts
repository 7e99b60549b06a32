import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PaymentStatus } from '@sippy/proto/web/payment/v1/payment';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { makeOwnCafe, type OwnCafe } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { expectNoComplaint, type OpenTill, openTill } from './open-till.ts';

let system: SharedSystem;
let cafe: OwnCafe;
let browser: Browser;
let till: OpenTill;
beforeAll(async () => {
  system = await sharedSystem();
  [cafe, browser] = await Promise.all([makeOwnCafe(system), launchChromium()]);
}, 150_000);
afterAll(async () => {
  await browser?.close();
  cafe?.close();
}, 60_000);

beforeEach(async () => {
  till = await openTill(browser, system, cafe);
  await till.signIn(cafe.staff.barista);
}, 60_000);
afterEach(() => till?.close());

/** Puts a product into the cart and chooses one of the cards for trying. */
async function payByCard(product: string, card: string) {
  await till.add(product);
  await till.toPayment();
  await till.page.getByRole('radio', { name: 'Card' }).check();
  await till.page.getByRole('button', { name: card }).first().click();
}

/** The latest order with its payments. */
async function latestSale() {
  const { orders } = await cafe.owner.order.listCafeOrders({ cafeId: cafe.cafeId });
  const orderId = orders[0]?.orderId ?? '';
  const { payments } = await cafe.owner.payment.listOrderPayments({ orderId });
  return { order: orders[0], payments };
}

/** Makes the stand-in for Stripe misbehave once. */
async function trouble(fault: Record<string, unknown>): Promise<void> {
  const ports = JSON.parse(readFileSync(join(system.home, 'ports.json'), 'utf8')) as Record<string, number>;
  const response = await fetch(`http://127.0.0.1:${ports['sandbox-stripe']}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ times: 1, ...fault }),
  });
  expect(response.ok).toBe(true);
}

async function nextSale() {
  await till.page.getByRole('button', { name: 'Next sale' }).click();
  await till.page.getByText('Nothing in the cart').waitFor();
}

test('a declined card says what to do, and the guest pays the same order otherwise', async () => {
  await payByCard('Filter Coffee', 'Declined: insufficient funds');
  await till.page.getByText('There is not enough money on the card').waitFor();
  await till.page.getByRole('radio', { name: 'Cash' }).check();
  await till.payExactly();
  const { payments } = await latestSale();
  expect(payments.map(({ status }) => status)).toEqual([PaymentStatus.FAILED, PaymentStatus.CAPTURED]);
  await expect.poll(async () => (await latestSale()).order?.totals?.paid?.minor).toBe(300n);
  expectNoComplaint(till);
}, 60_000);

test('a card that needs 3-D Secure waits for the guest and goes on by itself', async () => {
  await payByCard('Croissant', 'Approved after 3-D Secure');
  await till.page.getByRole('heading', { name: 'The guest must confirm' }).waitFor();
  const [bank] = await Promise.all([
    till.context.waitForEvent('page'),
    till.page.getByRole('link', { name: 'Open the bank’s page' }).click(),
  ]);
  await bank
    .getByRole('button', { name: /complete|approve|confirm/i })
    .first()
    .click();
  await till.page.getByRole('button', { name: 'Next sale' }).waitFor();
  await bank.close();
  expect((await latestSale()).payments.map(({ status }) => status)).toEqual([PaymentStatus.CAPTURED]);
}, 60_000);

test('a payment whose outcome is not known warns against charging again, and resolves by itself', async () => {
  await trouble({ kind: 'timeout_after_success', only: 'payment_intents.create', times: 3 });
  await payByCard('Filter Coffee', 'Visa 4242');
  await till.page
    .getByText(/do not charge again/)
    .first()
    .waitFor();
  await till.page.getByRole('button', { name: 'Next sale' }).waitFor({ timeout: 60_000 });
  expect((await latestSale()).payments.map(({ status }) => status)).toEqual([PaymentStatus.CAPTURED]);
}, 90_000);

test('a line is refunded with a reason by a manager’s PIN, without the barista being signed out', async () => {
  await till.add('Avocado Toast', 'Feta');
  await till.add('Croissant');
  await till.toPayment();
  await till.payExactly();
  await nextSale();
  await till.openOrders();
  const { page } = till;
  await page.getByRole('list', { name: 'Orders' }).getByRole('button').first().click();
  await page.getByRole('button', { name: 'Refund…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Refund/ });
  await dialog.getByRole('radio', { name: 'Some of it' }).check();
  await dialog
    .getByRole('group', { name: 'How many of Croissant' })
    .getByRole('button', { name: 'One more' })
    .click();
  await dialog.getByRole('radio', { name: 'Not good enough' }).check();
  await dialog.getByRole('button', { name: 'Refund €2.90' }).click();
  const override = page.getByRole('dialog', { name: 'Ask somebody who may' });
  await override.getByRole('radio', { name: cafe.staff.manager.name }).click();
  await page.keyboard.type(cafe.staff.manager.pin);
  await page.keyboard.press('Enter');
  const handBack = page.getByRole('dialog', { name: 'Hand back in cash' });
  await handBack.getByText('€2.90').waitFor();
  await handBack.getByRole('button', { name: 'Handed back' }).click();
  await page.getByRole('button', { name: 'Back to selling' }).click();
  await page.getByRole('button', { name: `Lock: ${cafe.staff.barista.name}` }).waitFor();
  const { payments } = await latestSale();
  expect(payments[0]?.refunds.map(({ amount, lines }) => [amount?.minor, lines.length])).toEqual([[290n, 1]]);
}, 60_000);
