import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { makeOwnCafe, type OwnCafe } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { faultsOf, lookAt, type Walk, walks, wordsOf } from '../../../test/screen-rules.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { complaintsOf, pair } from './open-till.ts';
import { addCampaign, addMember, type OwnMember, openProgramme, scan } from './own-members.ts';

let system: SharedSystem;
let cafe: OwnCafe;
let browser: Browser;
let member: OwnMember;
let treats: Awaited<ReturnType<typeof addCampaign>>;
beforeAll(async () => {
  system = await sharedSystem();
  [cafe, browser] = await Promise.all([makeOwnCafe(system), launchChromium()]);
  const line = { productId: cafe.id('Filter Coffee'), variantId: cafe.id('Filter Coffee/Cup'), quantity: 2 };
  const { order } = await cafe.owner.order.placeOrder({ cafeId: cafe.cafeId, lines: [line], table: '4' });
  await cafe.owner.payment.payCash({ orderId: order?.orderId ?? '' });
  const networkId = await openProgramme(cafe);
  member = await addMember(cafe, 'Grace Member', 2000n);
  const terms = { name: 'Treat', value: { $case: 'bps', value: 1000 }, perPerson: walks.length } as const;
  treats = await addCampaign(cafe, networkId, terms);
}, 150_000);
afterAll(async () => {
  await browser?.close();
  cafe?.close();
}, 60_000);

/** Goes through the till's screens as a barista does whom a manager allows a refund, and calls back at each. */
async function goThrough(walk: Walk, visit: (screen: string, page: Page) => Promise<void>) {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await lookAt(page, walk);
  const t = wordsOf('pos/src/text', walk.language);
  const c = wordsOf('pos/src/text-checkout', walk.language);
  const u = wordsOf('ui/src/text', walk.language);
  const m = wordsOf('pos/src/text-member', walk.language);
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
  await page.getByRole('radio', { name: cafe.staff.barista.name }).click();
  await visit('sign-in', page);
  await page.keyboard.type(cafe.staff.barista.pin);
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
  await treats.give(member);
  await scan(page, member.card);
  await page.getByRole('button', { name: member.name }).waitFor();
  await page.locator('button', { has: page.locator('.lucide-ticket') }).click();
  await page.getByRole('dialog').waitFor();
  await visit('vouchers', page);
  await button(m('vouchers.useNamed')).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await visit('sale', page);
  await inDialog('why', t('why.open'));
  await inDialog('details', t('cart.addName'));
  await inDialog('discount', t('discount.order'));
  await inDialog('member', new RegExp(member.name));
  await inDialog('settings', t('settings.title'));
  await inDialog('keys', t('keys.title'));
  await button(t('cart.pay')).click();
  await page.getByRole('heading', { name: c('checkout.title') }).waitFor();
  await visit('cash', page);
  await page.getByRole('radio', { name: c('tender.card') }).check();
  await page.getByRole('button', { name: 'Visa 4242' }).waitFor();
  await visit('card', page);
  await page.getByRole('radio', { name: c('tender.points') }).check();
  await page.getByRole('slider').waitFor();
  await visit('points', page);
  await page.getByRole('radio', { name: c('tender.cash') }).check();
  await button(c('cash.takeExact')).click();
  await button(c('paid.next')).waitFor();
  await visit('paid', page);
  await inDialog('receipt', c('receipt.show'));
  await button(c('paid.next')).click();
  await button(t('top.orders')).click();
  await page
    .getByRole('list', { name: c('orders.list') })
    .getByRole('button')
    .first()
    .click();
  await button(c('detail.refund')).waitFor();
  await visit('orders', page);
  await button(c('detail.refund')).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: u('reason.code.QUALITY') }).check();
  await visit('refund', page);
  await dialog.getByRole('button', { name: c('refund.confirm') }).click();
  await dialog.getByRole('radio', { name: cafe.staff.manager.name }).click();
  await visit('override', page);
  await page.keyboard.type(cafe.staff.manager.pin);
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: c('handBack.done') }).waitFor();
  await visit('hand back', page);
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
