import { AdjustReason } from '@sippy/proto/web/loyalty/v1/loyalty';
import type { Browser, Page } from 'playwright-core';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { makeOwnCafe, type OwnCafe } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { objections, tooWide, wordsOf } from '../../../test/screen-rules.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { complaintsOf } from '../../pos/test/open-till.ts';
import { addMember } from '../../pos/test/own-members.ts';

const networkName = `Guarded ${newId().slice(-6)}`;
let system: SharedSystem;
let browser: Browser;
let cafe: OwnCafe;

/** A network in which a member earns with one order a day, and a member with one that has earned and three that wait. */
beforeAll(async () => {
  system = await sharedSystem();
  browser = await launchChromium();
  cafe = await makeOwnCafe(system);
  const { owner, organisationId, cafeId, id } = cafe;
  const { network } = await owner.network.createNetwork({
    ...{ organisationId, name: networkName, currencyCode: 'EUR', timeZone: 'Europe/Berlin' },
    ...{ minorPerThousand: 1000n, cafeIds: [cafeId] },
  });
  const rules = {
    baseRules: [
      {
        name: 'A point for 10 cents',
        kind: { $case: 'perAmount' as const, value: { points: 1n, minor: 10n } },
      },
    ],
    guards: { memberOrdersPerDay: 1 },
  };
  const networkId = network?.networkId ?? '';
  await vi.waitFor(() => owner.loyalty.updateProgramme({ organisationId, networkId, rules }), 15_000);
  const { customerId } = await addMember(cafe, 'Nina Regular', 5n);
  const what = { cafeId, customerId, reason: AdjustReason.OTHER };
  await owner.loyalty.adjustPoints({ ...what, points: -3n, note: 'two cards for one' });
  const lines = [{ productId: id('Flat White'), variantId: id('Flat White/Regular'), quantity: 1 }];
  for (let i = 0; i < 4; i++) {
    const { order } = await owner.order.placeOrder({ cafeId, customerId, lines });
    await owner.payment.payCash({ orderId: order?.orderId ?? '' });
  }
  await vi.waitFor(
    async () => expect((await owner.loyalty.listHeldEarnings({ cafeId })).earnings).toHaveLength(3),
    20_000,
  );
}, 150_000);
afterAll(async () => {
  await browser?.close();
  cafe?.close();
}, 60_000);

/** Opens the page and signs in. */
async function signIn(page: Page, { email, password }: { email: string; password: string }, t = words) {
  await page.goto(`${system.run.gatewayUrl}/owner/`);
  await page.getByLabel(t('signIn.email')).fill(email);
  await page.getByLabel(t('signIn.password')).fill(password);
  await page.keyboard.press('Enter');
}
const words = wordsOf('owner/src/text');

/** Opens what is to be checked at the test's café. */
async function openReview(page: Page, t = words) {
  await signIn(page, system.owner, t);
  await page.getByRole('combobox', { name: t('network') }).click();
  await page.getByRole('option', { name: networkName }).click();
  await page.getByRole('tab', { name: t('review.title') }).click();
  return page.getByRole('region', { name: t('held.title') });
}

test('what is held is refused with a reason or released, by keyboard alone and for good, and adjustments say who made them and why', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const complaints = complaintsOf(page);
  const held = await openReview(page);
  await held.getByRole('cell', { name: 'Nina Regular' }).first().waitFor();
  expect(await held.getByRole('row').count()).toBe(4);

  await held
    .getByRole('button', { name: /^Refuse \d+ points/ })
    .first()
    .press('Enter');
  const refusing = page.getByRole('dialog', { name: /^Refuse \d+ points/ });
  await refusing.getByText('This cannot be undone.').waitFor();
  await refusing.getByRole('button', { name: 'Refuse' }).press('Enter');
  await refusing.getByText('Say why').waitFor();
  await refusing.getByRole('textbox', { name: 'Why?' }).fill('the same order twice');
  await page.keyboard.press('Enter');
  await page.getByText('Refused: the order earns nothing.').waitFor();
  await refusing.waitFor({ state: 'hidden' });
  // The button that opened the dialog is gone with its row.
  await expect.poll(() => held.evaluate((region) => region === document.activeElement)).toBe(true);

  await held
    .getByRole('button', { name: /^Release \d+ points/ })
    .first()
    .press('Enter');
  await page
    .getByRole('dialog', { name: /^Release \d+ points/ })
    .getByRole('button', { name: 'Release' })
    .press('Enter');
  await page.getByText(/^Released: \d+ points are the member’s now/).waitFor();
  await expect.poll(() => held.getByRole('row').count()).toBe(2);
  await held.getByRole('radio', { name: 'Refused' }).check();
  await held.getByRole('cell', { name: 'the same order twice' }).waitFor();
  const { earnings } = await cafe.owner.loyalty.listHeldEarnings({ cafeId: cafe.cafeId });
  expect(earnings.map(({ status }) => status.replace('REVIEW_STATUS_', '')).sort()).toEqual([
    'HELD',
    'REFUSED',
    'RELEASED',
  ]);

  const adjusted = page.getByRole('region', { name: words('adjusted.title') });
  const taken = adjusted.getByRole('row').filter({ hasText: 'two cards for one' });
  await expect.poll(() => taken.innerText()).toMatch(/Nina Regular\s+-3\s+Something else.*Olivia Owner/s);
  await adjusted.getByLabel(words('adjusted.day')).fill('2020-02-02');
  await adjusted.getByText(words('adjusted.none')).waitFor();
  expect(complaints).toEqual([]);
  await page.close();
}, 90_000);

test('managers see what is to be checked and no accounts, accountants the accounts alone', async () => {
  for (const [role, tabs] of [
    ['MANAGER', ['review.title']],
    ['ACCOUNTANT', ['months.title', 'invoices.title', 'disputes.title']],
  ] as const) {
    const login = system.run.demo.logins.find((one) => one.role === role);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await signIn(page, login ?? { email: '', password: '' });
    await page.getByRole('tab').first().waitFor();
    const shown = await page.getByRole('tab').allInnerTexts();
    expect(shown).toHaveLength(tabs.length);
    for (const [i, tab] of tabs.entries()) expect(shown[i]).toMatch(words(tab));
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await page.close();
  }
}, 60_000);

test.each(['en', 'fr', 'ar'] as const)(
  'in %s what is to be checked fits a phone, and axe objects to nothing, its dialogs included',
  async (language) => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.addInitScript((spoken) => localStorage.setItem('sippy.language', spoken), language);
    const t = wordsOf('owner/src/text', language);
    const held = await openReview(page, t);
    await held.getByRole('table').waitFor();
    const found: unknown[] = [];
    const look = async () => {
      for (const theme of ['light', 'dark', 'contrast']) {
        await page.evaluate((shown) => {
          document.documentElement.dataset.theme = shown;
        }, theme);
        found.push(...(await tooWide(page)), ...(await objections(page)));
      }
    };
    await look();
    await held
      .getByRole('button', { name: t('held.refuse.of') })
      .first()
      .click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('held.refuse.confirm') })
      .last()
      .click();
    await look();
    expect(found).toEqual([]);
    await context.close();
  },
  90_000,
);
