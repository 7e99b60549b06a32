import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { makeOwnCafe, type OwnCafe } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { expectNoComplaint, openTill, tile } from './open-till.ts';

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

/** Presses Enter in the moment in which a text comes to be on the page, and marks the page. */
function pressEnterOnceThere(page: Page, text: string): Promise<void> {
  return page.evaluate((awaited) => {
    const watch = new MutationObserver(() => {
      if (!document.body.textContent.includes(awaited)) return;
      watch.disconnect();
      const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      document.documentElement.dataset.pressed = 'Enter';
    });
    watch.observe(document.body, { childList: true, subtree: true });
  }, text);
}

/** Orders of the café, the latest first. */
async function ordersOf() {
  return (await cafe.owner.order.listCafeOrders({ cafeId: cafe.cafeId })).orders;
}

test('a barista pairs, signs in, sells with choices for cash, gives change, and the books have just that', async () => {
  const till = await openTill(browser, system, cafe);
  await till.signIn(cafe.staff.barista);
  await till.add('Flat White', 'Oat milk', 'Vanilla');
  await till.add('Croissant');
  await till.toPayment();
  await till.page.getByRole('button', { name: 'Take €10.00 in cash' }).click();
  await expect.poll(() => till.page.getByText('€2.10').first().isVisible()).toBe(true);
  const [order] = await ordersOf();
  expect(order?.lines.map((line) => [line.productName, line.modifiers.map(({ name }) => name)])).toEqual([
    ['Flat White', ['Oat milk', 'Vanilla']],
    ['Croissant', []],
  ]);
  expect(order?.totals?.total?.minor).toBe(790n);
  expect(order?.placedById).toBe(cafe.staff.barista.staffId);
  const { payments } = await cafe.owner.payment.listOrderPayments({ orderId: order?.orderId ?? '' });
  expect(payments.map(({ detail }) => detail)).toMatchObject([
    { $case: 'cash', value: { tendered: { minor: 1000n }, change: { minor: 210n } } },
  ]);
  expectNoComplaint(till);
  await till.close();
}, 60_000);

test('a sale is made by keyboard alone, from the pairing code to the change', async () => {
  const before = (await ordersOf()).length;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  // Whoever types faster than the browser grants a lock loses no key.
  await page.addInitScript(() => {
    const { locks } = navigator;
    const request = locks.request.bind(locks) as (...args: unknown[]) => Promise<unknown>;
    const late = async (...args: unknown[]) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return request(...args);
    };
    Object.defineProperty(locks, 'request', { value: late });
  });
  await page.goto(`${system.run.gatewayUrl}/pos/`);
  const { keyboard } = page;
  await page.getByRole('textbox').waitFor();
  await keyboard.type(await cafe.pairingCode('POS'));
  await keyboard.press('Enter');
  await page.getByRole('radio', { name: 'Ada Barista' }).waitFor();
  await keyboard.press('a');
  await keyboard.type(cafe.staff.barista.pin);
  await keyboard.press('Enter');
  await tile(page, 'Filter Coffee').waitFor();
  await keyboard.type('filt');
  await keyboard.press('Enter');
  await keyboard.press('Escape');
  await page.getByRole('button', { name: /^Pay €3.00/ }).waitFor();
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Payment' }).waitFor();
  await keyboard.type('500');
  await keyboard.press('Enter');
  await page.getByRole('button', { name: 'Next sale' }).waitFor();
  expect(await page.getByText('€2.00').first().isVisible()).toBe(true);
  await keyboard.press('Enter');
  await tile(page, 'Filter Coffee').waitFor();
  expect((await ordersOf()).length).toBe(before + 1);
  await context.close();
}, 60_000);

test('Enter after a tap on a product pays, and does not sell it once more', async () => {
  const till = await openTill(browser, system, cafe);
  await till.signIn(cafe.staff.barista);
  await till.add('Croissant');
  await till.page.getByRole('button', { name: /^Pay €2.90/ }).waitFor();
  await till.page.keyboard.press('Enter');
  await till.page.getByRole('heading', { name: 'Payment' }).waitFor();
  await till.payExactly();
  expect((await ordersOf())[0]?.totals?.total?.minor).toBe(290n);
  await till.close();
}, 60_000);

test('the price that the till shows is the one that the server charges, modifiers, nested ones and discounts included', async () => {
  const till = await openTill(browser, system, cafe);
  await till.signIn(cafe.staff.manager);
  await till.add('Caffè Latte', 'Large', 'Oat', 'Barista oat', 'Caramel');
  await till.add('Avocado Toast', 'Feta');
  await till.page.getByRole('button', { name: 'Discount on the order' }).click();
  const dialog = till.page.getByRole('dialog');
  await dialog.getByRole('radio', { name: '10%' }).check();
  await dialog.getByRole('radio', { name: 'Goodwill' }).check();
  await dialog.getByRole('button', { name: 'Give discount' }).click();
  const pay = till.page.getByRole('button', { name: /^Pay / });
  const shown = (await pay.textContent()) ?? '';
  await till.toPayment();
  await till.payExactly();
  const [order] = await ordersOf();
  const charged = Number(order?.totals?.total?.minor ?? 0n) / 100;
  expect(shown).toContain(`€${charged.toFixed(2)}`);
  expect(order?.totals?.total?.minor).toBe(1476n);
  await till.close();
}, 60_000);

test('what is sold out elsewhere turns off on the till while a sale is under way, and comes back', async () => {
  const till = await openTill(browser, system, cafe);
  await till.signIn(cafe.staff.barista);
  await till.add('Carrot Cake');
  const productId = cafe.id('Carrot Cake');
  await cafe.owner.catalog.setProductAvailability({ cafeId: cafe.cafeId, productId, available: false });
  try {
    await expect.poll(() => tile(till.page, 'Carrot Cake').textContent()).toContain('Sold out');
    await till.page.getByRole('button', { name: /^Pay / }).click();
    await till.page.getByText('Carrot Cake cannot be sold now').waitFor();
  } finally {
    await cafe.owner.catalog.setProductAvailability({ cafeId: cafe.cafeId, productId, available: true });
  }
  await expect.poll(() => tile(till.page, 'Carrot Cake').textContent()).not.toContain('Sold out');
  await till.toPayment();
  await till.payExactly();
  await till.close();
}, 60_000);

test('a till shows within three seconds that its connection is cut, keeps the sale, and goes on when it is back', async () => {
  const till = await openTill(browser, system, cafe);
  await till.signIn(cafe.staff.barista);
  await till.add('Espresso', 'Double');
  await till.context.setOffline(true);
  await till.page.getByText('No connection').first().waitFor({ timeout: 3000 });
  await till.add('Croissant');
  await till.context.setOffline(false);
  await till.page.getByText('No connection').first().waitFor({ state: 'hidden' });
  // The last digit signs in: the Enter that a hand presses after it is still the PIN's, and pays nothing.
  await till.page.keyboard.press('F8');
  await till.page.getByRole('radio', { name: cafe.staff.barista.name }).click();
  await pressEnterOnceThere(till.page, 'Lock:');
  await till.page.keyboard.type(cafe.staff.barista.pin);
  await till.page.locator('[data-pressed]').waitFor();
  await till.page.keyboard.press('F1');
  await till.page.getByRole('dialog').waitFor();
  await till.page.keyboard.press('Escape');
  await till.toPayment();
  await till.payExactly();
  expect((await ordersOf())[0]?.lines.map(({ productName }) => productName)).toEqual([
    'Espresso',
    'Croissant',
  ]);
  await till.close();
}, 60_000);
