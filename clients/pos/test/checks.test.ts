import { ChangeReasonCode } from '@sippy/proto/web/order/v1/order';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { makeOwnCafe, type OwnCafe, type OwnStaff } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { type OpenTill, openTill, tile } from './open-till.ts';

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

async function tillOf(staff: OwnStaff): Promise<OpenTill> {
  const till = await openTill(browser, system, cafe);
  await till.signIn(staff);
  return till;
}

/** The café's latest order, as its books have it. */
async function latestOrder() {
  const [order] = (await cafe.owner.order.listCafeOrders({ cafeId: cafe.cafeId })).orders;
  if (!order) throw new Error('the café has no order');
  return order;
}

const button = ({ page }: OpenTill, name: string | RegExp) => page.getByRole('button', { name });
const dialogOf = ({ page }: OpenTill) => page.getByRole('dialog').last();

/** Keeps what is in the cart as an open check; returns its number. */
async function keepOpen(till: OpenTill): Promise<string> {
  await button(till, 'Keep open').click();
  await till.page.getByText('Nothing in the cart').waitFor();
  return (await latestOrder()).number;
}

/** Finds an open check by what is typed, and puts it into the cart. */
async function goOnWith(till: OpenTill, search: string, number: string): Promise<void> {
  await till.openOrders();
  await till.page.getByRole('searchbox').fill(search);
  await till.page.getByRole('list', { name: 'Orders' }).getByRole('button', { name: number }).click();
  await button(till, 'Go on with it').click();
  await button(till, `Check ${number}`).waitFor();
}

/** Opens what can be done with the line that was touched last, and picks something. */
async function withLine(till: OpenTill, action: string): Promise<void> {
  await till.page.getByRole('button', { name: 'More', exact: true }).click();
  await dialogOf(till).getByRole('button', { name: action }).click();
}

async function confirm(till: OpenTill, reason: string, name: string): Promise<void> {
  await dialogOf(till).getByRole('radio', { name: reason }).check();
  await dialogOf(till).getByRole('button', { name }).click();
}

test('two tills that change one check at the same time lose nothing of either', async () => {
  const [one, other] = await Promise.all([tillOf(cafe.staff.barista), tillOf(cafe.staff.manager)]);
  await one.add('Granola Bowl');
  await button(one, /Add name or table/).click();
  await dialogOf(one).getByLabel('Table').fill('12');
  await dialogOf(one).getByRole('button', { name: 'Save' }).click();
  const number = await keepOpen(one);
  await goOnWith(one, '12', number);
  await goOnWith(other, '12', number);

  await one.add('Croissant');
  await other.add('Carrot Cake');
  await other.line('Granola Bowl').click();
  await Promise.all([
    one.page.getByRole('radio', { name: 'Eat in' }).check(),
    button(other, 'One more').click(),
  ]);
  await Promise.all([keepOpen(one), keepOpen(other)]);

  await expect
    .poll(async () => {
      const { lines, kind, table } = await latestOrder();
      return { lines: lines.map((each) => `${each.quantity} ${each.productName}`).sort(), kind, table };
    })
    .toEqual({
      lines: ['1 Carrot Cake', '1 Croissant', '2 Granola Bowl'],
      kind: 'ORDER_KIND_DINE_IN',
      table: '12',
    });
  await Promise.all([one.close(), other.close()]);
}, 90_000);

test('what another till adds to a check shows in the cart within a second', async () => {
  const [one, other] = await Promise.all([tillOf(cafe.staff.barista), tillOf(cafe.staff.barista)]);
  await one.add('Granola Bowl');
  const number = await keepOpen(one);
  await goOnWith(one, number, number);
  await goOnWith(other, number, number);
  await one.add('Croissant');
  await keepOpen(one);
  await other.line('Croissant').waitFor({ timeout: 1000 });
  await Promise.all([one.close(), other.close()]);
}, 90_000);

test('where an open check is had shows at once, and as it was where the server refuses', async () => {
  const till = await tillOf(cafe.staff.barista);
  await till.add('Croissant');
  const number = await keepOpen(till);
  await goOnWith(till, number, number);
  let send = () => {};
  const held = new Promise<void>((resolve) => {
    send = resolve;
  });
  await till.page.route('**/sippy.order.v1.OrderService/UpdateOrder', async (route) => {
    await held;
    await route.continue();
  });
  const kind = (name: string) => till.page.getByRole('radio', { name });
  await kind('Eat in').check();
  const { orderId } = await latestOrder();
  await cafe.owner.order.cancelOrder({ orderId, reason: { code: ChangeReasonCode.MISTAKE, note: '' } });
  expect(await kind('Eat in').isChecked()).toBe(true);
  send();
  await expect.poll(() => kind('Takeaway').isChecked(), { timeout: 5000 }).toBe(true);
  await till.close();
}, 60_000);

test('a line that the kitchen knows of is voided with a reason, and no more to be paid', async () => {
  const till = await tillOf(cafe.staff.manager);
  await till.add('Avocado Toast', 'Feta');
  await till.add('Croissant');
  const number = await keepOpen(till);
  await cafe.owner.order.fireOrder({ orderId: (await latestOrder()).orderId });
  await goOnWith(till, number, number);
  await till.line('Avocado Toast').click();
  await button(till, 'Remove').click();
  await confirm(till, 'Guest asked', 'Void 1');
  await button(till, 'Pay €2.90').waitFor();
  const { lines, totals } = await latestOrder();
  expect(lines.find(({ productName }) => productName === 'Avocado Toast')?.quantity).toBe(0);
  expect(totals?.total?.minor).toBe(290n);
  await till.close();
}, 60_000);

test('a sent line gets other choices in one press, Pay waits for a change, a check cancelled elsewhere makes way', async () => {
  const till = await tillOf(cafe.staff.manager);
  await till.add('Avocado Toast', 'Feta');
  const number = await keepOpen(till);
  const { orderId } = await latestOrder();
  await cafe.owner.order.fireOrder({ orderId });
  await goOnWith(till, number, number);
  await till.line('Avocado Toast').click();
  await withLine(till, 'Change choices');
  const dialog = till.page.getByRole('dialog', { name: 'Avocado Toast' });
  await dialog.getByRole('button', { name: /^Feta/ }).click();
  await dialog.getByRole('button', { name: /^Change to/ }).click();
  await dialog.waitFor({ state: 'hidden' });
  await till.page.keyboard.press('+');
  await button(till, /^Pay/).click();
  await till.page.getByRole('heading', { name: 'Payment' }).waitFor();
  expect(
    (await latestOrder()).lines.map(({ quantity, voidedQuantity, modifiers }) => [
      quantity,
      voidedQuantity,
      modifiers.length,
    ]),
  ).toEqual([
    [0, 1, 1],
    [2, 0, 0],
  ]);
  await till.page.goBack();
  await cafe.owner.order.cancelOrder({ orderId, reason: { code: ChangeReasonCode.MISTAKE, note: '' } });
  await till.page.getByText(`${number} was cancelled elsewhere.`).waitFor();
  await button(till, 'New sale').click();
  await till.page.getByText('Nothing in the cart').waitFor();
  await till.close();
}, 60_000);

test('a price is set with a manager’s PIN while the barista stays signed in; a wrong PIN sets none', async () => {
  const { barista, manager } = cafe.staff;
  const till = await tillOf(barista);
  await till.add('Carrot Cake');
  await withLine(till, 'Set price');
  await dialogOf(till).getByLabel('Price of one').fill('2.00');
  await confirm(till, 'Price kept', 'Set price');
  await dialogOf(till).getByRole('radio', { name: manager.name }).click();
  await till.page.keyboard.type('0000');
  await till.page.keyboard.press('Enter');
  await dialogOf(till).getByText('The PIN is wrong').waitFor();
  await till.page.keyboard.type(manager.pin);
  await till.page.keyboard.press('Enter');
  await button(till, 'Pay €2.00').waitFor();
  await button(till, `Lock: ${barista.name}`).waitFor();
  const order = await latestOrder();
  expect(order.totals?.total?.minor).toBe(200n);
  await till.close();
}, 60_000);

test('a discount on a line takes its share of that line alone', async () => {
  const till = await tillOf(cafe.staff.manager);
  await till.add('Croissant');
  await till.add('Avocado Toast', 'Feta');
  await withLine(till, 'Discount');
  await dialogOf(till).getByRole('radio', { name: '50%' }).check();
  await confirm(till, 'Goodwill', 'Give discount');
  await till.toPayment();
  await till.payExactly();
  expect((await latestOrder()).totals?.total?.minor).toBe(520n + 290n);
  await till.close();
}, 60_000);

test('the last order is sold again with two taps, a latte with all its choices with few', async () => {
  const till = await tillOf(cafe.staff.barista);
  await till.add('Caffè Latte', 'Large', 'Oat', 'Caramel');
  await till.toPayment();
  await till.payExactly();
  await button(till, 'Next sale').click();
  const first = await latestOrder();
  await button(till, /^Repeat last order/).click();
  await button(till, /^Pay €5.80/).click();
  await button(till, /^Take exactly/).click();
  await button(till, 'Next sale').waitFor();
  const second = await latestOrder();
  expect(second.orderId).not.toBe(first.orderId);
  expect(second.lines.map(({ variantName, modifiers }) => [variantName, modifiers.length])).toEqual(
    first.lines.map(({ variantName, modifiers }) => [variantName, modifiers.length]),
  );
  await till.close();
}, 60_000);

test('staff change within the sale: the cart stays, and the books name who sold', async () => {
  const { barista, manager } = cafe.staff;
  const till = await tillOf(barista);
  await till.add('Croissant');
  await button(till, `Lock: ${barista.name}`).click();
  await till.signIn(manager);
  await till.line('Croissant').waitFor();
  await till.toPayment();
  await till.payExactly();
  expect((await latestOrder()).placedById).toBe(manager.staffId);
  await till.close();
}, 60_000);

test('a product and a choice go off sale from the till and come back with Undo', async () => {
  const till = await tillOf(cafe.staff.manager);
  const undo = button(till, 'Undo');
  await tile(till.page, 'Carrot Cake').click({ button: 'right' });
  await dialogOf(till).getByRole('button', { name: 'Sold out' }).click();
  await expect.poll(() => tile(till.page, 'Carrot Cake').textContent()).toContain('Sold out');
  await undo.click();
  await expect.poll(() => tile(till.page, 'Carrot Cake').textContent()).not.toContain('Sold out');
  await tile(till.page, 'Flat White').click();
  const oat = till.page
    .getByRole('dialog', { name: 'Flat White' })
    .getByRole('button', { name: /^Oat milk/ });
  await oat.click({ button: 'right' });
  await till.page.getByRole('dialog', { name: 'Oat milk' }).getByRole('button', { name: 'Sold out' }).click();
  await expect.poll(() => oat.textContent()).toContain('Sold out');
  await undo.click();
  await expect.poll(() => oat.textContent()).not.toContain('Sold out');
  await till.close();
}, 60_000);
