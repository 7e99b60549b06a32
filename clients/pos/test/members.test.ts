import { ChangeReasonCode } from '@sippy/proto/web/order/v1/order';
import { Tender } from '@sippy/proto/web/payment/v1/payment';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { makeOwnCafe, type OwnCafe } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { expectNoComplaint, type OpenTill, openTill } from './open-till.ts';
import { addCampaign, addMember, type OwnMember, openProgramme, scan } from './own-members.ts';

let system: SharedSystem;
let cafe: OwnCafe;
let browser: Browser;
let till: OpenTill;
let networkId: string;
beforeAll(async () => {
  system = await sharedSystem();
  [cafe, browser] = await Promise.all([makeOwnCafe(system), launchChromium()]);
  networkId = await openProgramme(cafe);
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

const payPoints = '**/sippy.payment.v1.PaymentService/PayPoints';

/** Sells a toast for €8.90 to a member, as far as the choice of how many points pay. */
async function toPoints(member: OwnMember): Promise<void> {
  await till.add('Avocado Toast', 'Feta');
  await scan(till.page, member.card);
  await rowOf(member.name).waitFor();
  await till.toPayment();
  await till.page.getByRole('radio', { name: 'Points' }).check();
  await till.page.getByRole('button', { name: /^Pay €.* with points/ }).waitFor();
}

const balanceOf = async ({ customerId }: OwnMember) =>
  (await cafe.owner.loyalty.getBalance({ cafeId: cafe.cafeId, customerId })).balances[0]?.points;

test('points pay a part and cash the rest: a lost answer and a reload spend them once, and the receipt says what was earned', async () => {
  const member = await addMember(cafe, 'Ada Spender', 500n);
  const { page } = till;
  await toPoints(member);
  const slider = page.getByRole('slider', { name: 'How many points pay?' });
  await slider.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('End');
  await page.getByText('€5.40').first().waitFor();
  await page.route(payPoints, async (route) => {
    await route.fetch();
    // The answer never comes.
  });
  await page.getByRole('button', { name: 'Pay €5.00 with points' }).click();
  await expect.poll(() => balanceOf(member)).toBe(0n);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.reload();
  await till.signInAgain(cafe.staff.barista);
  const rest = page.getByRole('button', { name: 'Take exactly €5.40 in cash' });
  const pay = page.getByRole('button', { name: 'Pay €5.40' });
  await rest.or(pay).first().waitFor();
  // Whether the answer came before the reload decides on which screen the till goes on.
  if (await pay.isVisible()) await pay.click();
  await rest.click();
  await page.getByText(/points earned/).waitFor();
  const order = await latestOrder();
  const { payments } = await cafe.owner.payment.listOrderPayments({ orderId: order?.orderId ?? '' });
  expect(payments.map(({ tender, amount }) => [tender, amount?.minor])).toEqual([
    [Tender.POINTS, 500n],
    [Tender.CASH, 540n],
  ]);
  await page.getByRole('button', { name: 'Receipt', exact: true }).click();
  const receipt = page.getByRole('dialog', { name: 'Receipt' }).locator('pre');
  await receipt.getByText(/Points earned/).waitFor();
  const now = await balanceOf(member);
  expect(await receipt.textContent()).toMatch(new RegExp(`Points now +${now}\n`));
  expectNoComplaint(till);
}, 90_000);

test('what a member may not spend is said before anything is paid, and a refund gives points back as points', async () => {
  const [poor, rich] = [await addMember(cafe, 'Pia Poor', 5n), await addMember(cafe, 'Rita Rich', 2000n)];
  const { page } = till;
  await till.add('Croissant');
  await scan(page, poor.card);
  await rowOf(poor.name).waitFor();
  await till.toPayment();
  await page.getByRole('radio', { name: 'Points' }).check();
  await page
    .getByText(/points/)
    .last()
    .waitFor();
  await page.getByText(/not enough points|At least 20|fewer points/i).waitFor();
  await page.getByRole('radio', { name: 'Cash' }).check();
  await till.payExactly();
  await page.getByRole('button', { name: 'Next sale' }).click();
  await toPoints(rich);
  await page.getByRole('button', { name: 'Pay €10.40 with points' }).click();
  await page.getByRole('button', { name: 'Next sale' }).click();
  expect(await balanceOf(rich)).toBe(960n);
  await till.openOrders();
  await page.getByRole('list', { name: 'Orders' }).getByRole('button').first().click();
  await page.getByRole('button', { name: 'Refund…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Refund/ });
  await dialog.getByText('The points are the member’s again.').waitFor();
  await dialog.getByRole('radio', { name: 'Not good enough' }).check();
  await dialog.getByRole('button', { name: 'Refund €10.40' }).click();
  const override = page.getByRole('dialog', { name: 'Ask somebody who may' });
  await override.getByRole('radio', { name: cafe.staff.manager.name }).click();
  await page.keyboard.type(cafe.staff.manager.pin);
  await page.keyboard.press('Enter');
  await page.getByText('Points worth €10.40 are the member’s again.').waitFor();
  await expect.poll(() => balanceOf(rich)).toBe(2000n);
  expectNoComplaint(till);
}, 90_000);

const lookUp = '**/sippy.customer.v1.CustomerService/LookUpCustomer';

test('a card that cannot be looked up is noted: the member comes onto the sale, or their points follow once, over a reload and two tabs', async () => {
  const member = await addMember(cafe, 'Nora Noted', 1n);
  const { page, context } = till;
  let queued = 0;
  context.on('request', (request) => {
    if (request.url().endsWith('/QueueEarning')) queued += 1;
  });
  await till.add('Croissant');
  await context.setOffline(true);
  await scan(page, member.card);
  await rowOf('Card noted').waitFor();
  await context.setOffline(false);
  await rowOf(member.name).waitFor();
  await page.getByRole('button', { name: 'Take the member off' }).click();
  await context.route(lookUp, (route) => route.abort());
  await scan(page, member.card);
  await rowOf('Card noted').waitFor();
  await till.toPayment();
  await till.payExactly();
  await page.getByText('The card is noted: the points follow.').waitFor();
  const order = await latestOrder();
  expect(order?.customerId).toBe('');
  const second = await openTill(browser, system, cafe, { within: context });
  await second.signIn(cafe.staff.barista);
  await context.unroute(lookUp);
  await page.reload();
  await till.signInAgain(cafe.staff.barista);
  // 29 of them for €2.90 with tax: 24 for what it costs without.
  await expect.poll(() => balanceOf(member)).toBe(25n);
  const { entries } = await cafe.owner.loyalty.listPointsHistory({
    ...{ cafeId: cafe.cafeId, customerId: member.customerId },
  });
  expect(entries.filter(({ orderId }) => orderId === order?.orderId)).toHaveLength(1);
  expect(queued).toBe(1);
  expectNoComplaint(till, second);
}, 90_000);

const amount = (minor: bigint) => ({ $case: 'amount', value: minor }) as const;

test('vouchers are offered, scanned, priced with their reason, taken off, and free again when their order is cancelled', async () => {
  const member = await addMember(cafe, 'Vera Voucher', 1n);
  const [twoOff, bigOrder, treat] = await Promise.all([
    addCampaign(cafe, networkId, { name: 'Two off', value: amount(200n) }),
    addCampaign(cafe, networkId, { name: 'Big order', value: amount(500n), minimum: 10_000n }),
    addCampaign(cafe, networkId, { name: 'Treat', value: { $case: 'bps', value: 1000 } }),
  ]);
  await Promise.all([twoOff.give(member), bigOrder.give(member)]);
  const { page } = till;
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const dialog = page.getByRole('dialog');
  await scan(page, await treat.code());
  await page.getByText('Put the member on the sale first').waitFor();
  await till.add('Avocado Toast', 'Feta');
  await till.add('Croissant');
  await scan(page, member.card);
  await rowOf(member.name).getByText('50 more points to Silver').waitFor();
  await button('Vouchers: 2').click();
  await button('Use Big order').click();
  await dialog.getByText('The order costs too little for it').waitFor();
  await dialog.getByRole('textbox').fill('ABCDE-FGHJK-MNPQR-ST234');
  await page.keyboard.press('Enter');
  await dialog.getByText('There is no such code').waitFor();
  await button('Use Two off').click();
  await button(/^Pay €11.30/).waitFor();
  await scan(page, await treat.code());
  await button(/^Pay €10.17/).waitFor();
  await button('Why is it this price?').click();
  await dialog.getByText('Treat: 10% of €11.30').waitFor();
  await page.keyboard.press('Escape');
  // A line that the server does not know of yet is priced with them, too.
  await till.add('Croissant');
  await button(/^Pay €12.78/).waitFor();
  await button('Take off Two off').click();
  await button(/^Pay €14.58/).waitFor();
  const cancelled = await latestOrder();
  const reason = { code: ChangeReasonCode.MISTAKE };
  await cafe.owner.order.cancelOrder({ orderId: cancelled?.orderId ?? '', reason });
  // What the server had not heard of goes into the next sale.
  await button('New sale').click();
  await till.add('Avocado Toast', 'Feta');
  await scan(page, member.card);
  await button('Vouchers: 3').click();
  await button('Use Treat').click();
  await button(/^Pay €11.97/).waitFor();
  await till.toPayment();
  await till.payExactly();
  await page.getByText(/points earned/).waitFor();
  const paid = await latestOrder();
  expect(paid?.totals).toMatchObject({ total: { minor: 1197n }, discount: { minor: 133n } });
  await button('Next sale').click();
  await scan(page, member.card);
  await rowOf(member.name).getByText('Silver', { exact: true }).waitFor();
  await button('Vouchers: 2').waitFor();
  expectNoComplaint(till);
}, 90_000);
