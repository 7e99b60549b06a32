import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { makeOwnCafe, type OwnCafe } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { expectNoComplaint, type OpenTill, openTill } from './open-till.ts';
import { addMember, openProgramme, scan } from './own-members.ts';

let system: SharedSystem;
let cafe: OwnCafe;
let browser: Browser;
let till: OpenTill;
beforeAll(async () => {
  system = await sharedSystem();
  [cafe, browser] = await Promise.all([makeOwnCafe(system), launchChromium()]);
  await openProgramme(cafe);
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

const rowOf = (name: string) => till.page.getByRole('button', { name });

/** The latest order of the café. */
async function latestOrder() {
  return (await cafe.owner.order.listCafeOrders({ cafeId: cafe.cafeId })).orders[0];
}

test('a card that is scanned puts the member on the sale, from the till and from the middle of a search, and sells nothing', async () => {
  const member = await addMember(cafe, 'Grace Member', 1240n);
  const { page } = till;
  await till.add('Croissant');
  await scan(page, member.card);
  await rowOf('Grace Member').getByText('1,240 points').waitFor();
  expect(await page.locator('[data-line]').count()).toBe(1);
  await page.getByRole('button', { name: 'Take the member off' }).click();
  await rowOf('Member').getByText('F3').waitFor();
  await page.keyboard.type('cro');
  await scan(page, member.number);
  await rowOf('Grace Member').waitFor();
  expect(await page.getByRole('textbox', { name: 'Search the menu' }).inputValue()).toBe('cro');
  expect(await page.locator('[data-line]').count()).toBe(1);
  await page.keyboard.press('Escape');
  await till.toPayment();
  await scan(page, member.card);
  await page.getByText('Put the member on the sale before paying').waitFor();
  await till.payExactly();
  expect((await latestOrder())?.customerId).toBe(member.customerId);
  expectNoComplaint(till);
}, 60_000);

test('a member is found by telephone on an open check, taken off again, and who is not known is said in words', async () => {
  const member = await addMember(cafe, 'Linus Listed', 300n);
  const { page } = till;
  await till.add('Filter Coffee');
  await page.getByRole('button', { name: 'Keep open' }).click();
  await page.getByText('Nothing in the cart').waitFor();
  await till.openOrders();
  await page.getByRole('list', { name: 'Orders' }).getByRole('button').first().click();
  await page.getByRole('button', { name: 'Go on with it' }).click();
  await page.keyboard.press('F3');
  const dialog = page.getByRole('dialog', { name: 'Whose points?' });
  const look = async (text: string) => {
    await dialog.getByRole('textbox').fill(text);
    await page.keyboard.press('Enter');
  };
  await look('+4915550000000');
  await dialog.getByText('Nobody is known by this here').waitFor();
  await look('0171 555');
  await dialog.getByText('Nobody is known by this here').waitFor();
  await look(member.phone);
  await rowOf('Linus Listed').getByText('300 points').waitFor();
  await expect.poll(async () => (await latestOrder())?.customerId).toBe(member.customerId);
  await page.getByRole('button', { name: 'Take the member off' }).click();
  await expect.poll(async () => (await latestOrder())?.customerId).toBe('');
  expectNoComplaint(till);
}, 60_000);
