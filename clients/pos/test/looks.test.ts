import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { makeOwnCafe, type OwnCafe } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { faultsOf, lookAt, type Walk, walks, wordsOf } from '../../../test/screen-rules.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { complaintsOf, pair } from './open-till.ts';

let system: SharedSystem;
let cafe: OwnCafe;
let browser: Browser;
beforeAll(async () => {
  system = await sharedSystem();
  [cafe, browser] = await Promise.all([makeOwnCafe(system), launchChromium()]);
  const line = { productId: cafe.id('Filter Coffee'), variantId: cafe.id('Filter Coffee/Cup'), quantity: 2 };
  const { order } = await cafe.owner.order.placeOrder({ cafeId: cafe.cafeId, lines: [line], table: '4' });
  await cafe.owner.payment.payCash({ orderId: order?.orderId ?? '' });
}, 150_000);
afterAll(async () => {
  await browser?.close();
  cafe?.close();
}, 60_000);

/** Goes through the till's screens as a manager does, and calls back at each. */
async function goThrough(walk: Walk, visit: (screen: string, page: Page) => Promise<void>) {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await lookAt(page, walk);
  const t = wordsOf('pos/src/text', walk.language);
  const c = wordsOf('pos/src/text-checkout', walk.language);
  const button = (name: RegExp) => page.getByRole('button', { name }).first();
  const leave = async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  const inDialog = async (screen: string, opener: RegExp) => {
    await button(opener).click();
    await page.getByRole('dialog').waitFor();
    await visit(screen, page);
    await leave();
  };
  await page.goto(`${system.run.gatewayUrl}/pos/`);
  await page.getByRole('textbox').first().waitFor();
  await visit('pairing', page);
  await pair(page, await cafe.pairingCode('POS'));
  await page.getByRole('radio', { name: cafe.staff.manager.name }).click();
  await visit('sign-in', page);
  await page.keyboard.type(cafe.staff.manager.pin);
  await page.keyboard.press('Enter');
  const tile = (name: string) =>
    page.getByRole('group', { name: t('menu.products') }).getByRole('button', { name });
  await tile('Croissant').click();
  await tile('Flat White').click();
  await page.getByRole('dialog').waitFor();
  await visit('product', page);
  await page.getByRole('dialog').getByRole('button', { name: 'Oat milk' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('product.add') })
    .click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await visit('sale', page);
  await inDialog('why', t('why.open'));
  await inDialog('details', t('cart.addName'));
  await inDialog('discount', t('discount.order'));
  await inDialog('member', t('member.find'));
  await inDialog('settings', t('settings.title'));
  await inDialog('keys', t('keys.title'));
  await button(t('cart.pay')).click();
  await page.getByRole('heading', { name: c('checkout.title') }).waitFor();
  await visit('cash', page);
  await page.getByRole('radio', { name: c('tender.card') }).check();
  await page.getByRole('button', { name: 'Visa 4242' }).waitFor();
  await visit('card', page);
  await page.getByRole('radio', { name: c('tender.cash') }).check();
  await button(c('cash.takeExact')).click();
  await button(c('paid.next')).waitFor();
  await visit('paid', page);
  await button(c('paid.next')).click();
  await button(t('top.orders')).click();
  await page
    .getByRole('list', { name: c('orders.list') })
    .getByRole('button')
    .first()
    .click();
  await button(c('detail.refund')).waitFor();
  await visit('orders', page);
  await inDialog('refund', c('detail.refund'));
  expect(complaints).toEqual([]);
  await context.close();
}

const mainScreens: ReadonlySet<string> = new Set(['sale', 'cash', 'orders']);

test.each(walks)(
  'the till %s: every screen fits into its width, and axe objects to nothing',
  async (_, walk) => {
    const found: unknown[] = [];
    await goThrough(walk, async (screen, page) => {
      const faults = await faultsOf(page, walk, mainScreens.has(screen));
      if (faults.length > 0) found.push({ screen, faults });
    });
    expect(found).toEqual([]);
  },
  120_000,
);
