import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { makeOwnCafe, type OwnCafe } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { type OpenTill, openTill } from './open-till.ts';

let system: SharedSystem;
let cafe: OwnCafe;
let browser: Browser;
beforeAll(async () => {
  system = await sharedSystem();
  [cafe, browser] = await Promise.all([makeOwnCafe(system), launchChromium()]);
}, 150_000);
afterAll(async () => {
  await browser?.close();
  cafe?.close();
}, 60_000);

async function signedInTill(): Promise<OpenTill> {
  const till = await openTill(browser, system, cafe);
  await till.signIn(cafe.staff.barista);
  return till;
}

/** What the café's books have: how many orders, how many of them are paid, and what was taken. */
async function books() {
  const { orders } = await cafe.owner.order.listCafeOrders({ cafeId: cafe.cafeId });
  return {
    orders: orders.length,
    paid: orders.reduce((sum, order) => sum + (order.totals?.paid?.minor ?? 0n), 0n),
  };
}

const place = '**/sippy.order.v1.OrderService/PlaceOrder';
const payCash = '**/sippy.payment.v1.PaymentService/PayCash';

test('pressing twice sells once', async () => {
  const before = await books();
  const till = await signedInTill();
  await till.add('Filter Coffee');
  await till.toPayment();
  await till.page.getByRole('button', { name: /^Take exactly/ }).dblclick();
  await till.page.getByRole('button', { name: 'Next sale' }).waitFor();
  await expect.poll(books).toEqual({ orders: before.orders + 1, paid: before.paid + 300n });
  await till.close();
}, 60_000);

test.each([
  { what: 'the order', url: place },
  { what: 'the payment', url: payCash },
])(
  'an answer about $what that is lost on its way is asked for again: one sale',
  async ({ url }) => {
    const before = await books();
    const till = await signedInTill();
    let lost = 0;
    await till.page.route(url, async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await till.add('Filter Coffee');
    await till.toPayment();
    await till.payExactly();
    expect(lost).toBeGreaterThan(1);
    await expect.poll(books).toEqual({ orders: before.orders + 1, paid: before.paid + 300n });
    await till.close();
  },
  60_000,
);

test('a till that is reloaded while the payment is under way finds it again and sells once', async () => {
  const before = await books();
  const till = await signedInTill();
  await till.page.route(payCash, async (route) => {
    await route.fetch();
    // The answer never comes.
  });
  await till.add('Filter Coffee');
  await till.toPayment();
  await till.page.getByRole('button', { name: /^Take exactly/ }).click();
  await expect.poll(async () => (await books()).paid).toBe(before.paid + 300n);
  await till.page.unrouteAll({ behavior: 'ignoreErrors' });
  await till.page.reload();
  await till.signInAgain(cafe.staff.barista);
  await till.page
    .getByText(/is paid/)
    .first()
    .waitFor();
  await expect.poll(books).toEqual({ orders: before.orders + 1, paid: before.paid + 300n });
  await till.close();
}, 60_000);

test('what is in the cart survives a reload and the way back', async () => {
  const till = await signedInTill();
  await till.add('Flat White', 'Soy milk');
  await till.page.reload();
  await till.signIn(cafe.staff.barista);
  await till.line('Flat White Soy milk').waitFor();
  await till.toPayment();
  await till.page.goBack();
  await till.line('Flat White Soy milk').waitFor();
  await till.close();
}, 60_000);

test('a tab that was copied with its sale does not sell it again', async () => {
  const before = await books();
  const till = await signedInTill();
  await till.add('Filter Coffee');
  const cart = () => till.page.evaluate(() => sessionStorage.getItem('sippy.cart') ?? '');
  await expect.poll(cart).toContain(cafe.id('Filter Coffee'));
  const kept = await till.page.evaluate(() => JSON.stringify(sessionStorage));
  await till.toPayment();
  await till.payExactly();
  const copy = await openTill(browser, system, cafe, { within: till.context });
  await copy.page.evaluate((text) => {
    for (const [key, value] of Object.entries(JSON.parse(text) as Record<string, string>))
      sessionStorage.setItem(key, value);
  }, kept);
  await copy.page.reload();
  await copy.signIn(cafe.staff.barista);
  await copy.toPayment();
  await copy.page.getByRole('heading', { name: 'This sale is open in another tab' }).waitFor();
  await till.page.getByRole('button', { name: 'Next sale' }).click();
  await copy.page
    .getByText(/is paid/)
    .first()
    .waitFor();
  await expect.poll(books).toEqual({ orders: before.orders + 1, paid: before.paid + 300n });
  await till.close();
}, 60_000);
