import { connect, type Sippy } from '@sippy/sdk';
import type { Browser, Page } from 'playwright-core';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { objections, tooWide, wordsOf } from '../../../test/screen-rules.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { complaintsOf } from '../../pos/test/open-till.ts';

const month = '2025-01';
const networkName = `Accounts ${newId().slice(-6)}`;
let system: SharedSystem;
let sippy: Sippy;
let browser: Browser;

/** A new organisation of the one who is signed in, with a café. */
async function makeOrganisation(name: string) {
  const { organisation } = await sippy.cafe.createOrganisation({ name });
  await sippy.session.renew(sippy.session.current()?.accessToken ?? '');
  const organisationId = organisation?.organisationId ?? '';
  const { cafe } = await sippy.cafe.createCafe({
    ...{ organisationId, name, currencyCode: 'EUR', timeZone: 'Europe/Berlin' },
  });
  return { organisationId, cafeId: cafe?.cafeId ?? '' };
}

beforeAll(async () => {
  system = await sharedSystem();
  browser = await launchChromium();
  sippy = connect({ url: system.run.gatewayUrl });
  await sippy.signIn(system.owner);
  const [ours, theirs] = [await makeOrganisation('Accounts'), await makeOrganisation('Next Door')];
  const { organisationId } = ours;
  const { network } = await sippy.network.createNetwork({
    ...{ organisationId, name: networkName, currencyCode: 'EUR', timeZone: 'Europe/Berlin' },
    ...{ minorPerThousand: 1000n, cafeIds: [ours.cafeId], joinDay: `${month}-01` },
    fee: { fixedMinor: 250n, bps: 0 },
  });
  const networkId = network?.networkId ?? '';
  const { code } = await sippy.network.inviteToNetwork({ organisationId, networkId });
  await sippy.network.joinNetwork({
    ...{ organisationId: theirs.organisationId, code, cafeIds: [theirs.cafeId], joinDay: `${month}-15` },
  });
  await sippy.settlement.lockPeriod({ organisationId, networkId, month });
}, 150_000);
afterAll(async () => {
  await browser?.close();
  sippy?.close();
}, 60_000);

/** Opens the page, signs in and chooses the network as the organisation of that name. */
async function open(page: Page, organisation: string, t = wordsOf('owner/src/text')) {
  await page.goto(`${system.run.gatewayUrl}/owner/`);
  await page.getByLabel(t('signIn.email')).fill(system.owner.email);
  await page.getByLabel(t('signIn.password')).fill(system.owner.password);
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: t('network') }).click();
  await page.getByRole('option', { name: `${networkName} · ${organisation}` }).click();
  await page.getByRole('heading', { name: networkName }).waitFor();
}

test('a locked month is invoiced after a question, what is received is recorded and taken back, who owes pays by card, and the fee opens as an invoice', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const complaints = complaintsOf(page);
  await open(page, 'Accounts');
  await page.getByRole('button', { name: `Open ${month}` }).click();
  const shown = page.getByRole('region', { name: `What ${month} comes to` });
  await shown.getByRole('button', { name: 'Issue invoices…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Issue invoices…' }).click();
  await shown.getByRole('button', { name: /^Record payment of RF/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Record payment' }).click();
  await shown.getByRole('button', { name: 'Take back' }).click();
  await shown.getByRole('cell', { name: '-€2.50' }).waitFor();
  await page.getByRole('combobox', { name: 'Network' }).click();
  await page.getByRole('option', { name: `${networkName} · Next Door` }).click();
  await page.getByRole('button', { name: `Open ${month}` }).click();
  await shown.getByRole('button', { name: /^Pay RF.* by card$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /insufficient funds/ }).click();
  await dialog.getByRole('alert').getByText('The card was declined').waitFor();
  await dialog.getByRole('button', { name: /Approved after 3-D Secure/ }).click();
  const [bank] = await Promise.all([
    page.context().waitForEvent('page'),
    dialog.getByRole('link', { name: 'Open the bank’s page' }).click(),
  ]);
  await bank.getByRole('button', { name: 'Approve' }).click();
  await bank.getByRole('heading', { name: 'Thank you' }).waitFor();
  await bank.close();
  await dialog.getByText('Paid with Visa ···· 3220.').waitFor();
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  await shown.getByText('By card', { exact: true }).waitFor();
  expect(await shown.getByRole('button', { name: /by card$/ }).count()).toBe(0);
  await page.getByRole('table', { name: 'Months' }).getByText('Paid', { exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Invoices' }).click();
  await page
    .getByRole('button', { name: /^Open invoice/ })
    .first()
    .click();
  await page.getByRole('cell', { name: /^Fee/ }).waitFor();
  const [csv] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV' }).click(),
  ]);
  expect(csv.suggestedFilename()).toMatch(/^invoice-\d+-2025-01\.csv$/);
  expect(complaints).toEqual([]);
  await page.close();
}, 90_000);

test.each(['en', 'fr', 'ar'] as const)(
  'in %s the page fits a phone and axe objects to nothing',
  async (language) => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.addInitScript((spoken) => localStorage.setItem('sippy.language', spoken), language);
    const t = wordsOf('owner/src/text', language);
    await open(page, 'Next Door', t);
    await page.getByRole('table').first().waitFor();
    const found: unknown[] = [];
    for (const tab of ['months.title', 'invoices.title', 'disputes.title']) {
      await page.getByRole('tab', { name: t(tab) }).click();
      for (const theme of ['light', 'dark', 'contrast'])
        for (const faults of [
          await page.evaluate((shown) => {
            document.documentElement.dataset.theme = shown;
            return [];
          }, theme),
          await tooWide(page),
          await objections(page),
        ])
          found.push(...faults);
    }
    expect(found).toEqual([]);
    await context.close();
  },
  90_000,
);
