import { ChangeReasonCode, FireMode, OrderStatus } from '@sippy/proto/web/order/v1/order';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { makeOwnCafe, type OwnCafe } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { expectNoComplaint, openTill } from '../../pos/test/open-till.ts';
import { type OpenDisplay, openDisplay } from './open-display.ts';

let system: SharedSystem;
let cafe: OwnCafe;
let browser: Browser;
let display: OpenDisplay;
beforeAll(async () => {
  system = await sharedSystem();
  browser = await launchChromium();
}, 150_000);
afterAll(async () => {
  await browser?.close();
}, 60_000);
beforeEach(async () => {
  cafe = await makeOwnCafe(system);
  display = await openDisplay(browser, system, cafe);
}, 60_000);
afterEach(async () => {
  await display?.close();
  cafe?.close();
});

/** Sends products to the kitchen, as `name*quantity` with the course behind an `@`. */
async function fire(...products: string[]) {
  const lines = products.map((text) => {
    const [, name = '', quantity = '1', course = '0'] = /^(.*?)(?:\*(\d+))?(?:@(\d+))?$/.exec(text) ?? [];
    const variants: Record<string, string> = {
      'Filter Coffee': 'Cup',
      'Flat White': 'Regular',
      'Granola Bowl': 'Bowl',
    };
    return {
      productId: cafe.id(name),
      variantId: cafe.id(`${name}/${variants[name]}`),
      quantity: Number(quantity),
      course: Number(course),
    };
  });
  const { order } = await cafe.owner.order.placeOrder({ cafeId: cafe.cafeId, lines, fire: FireMode.NOW });
  if (!order) throw new Error('no order');
  return order;
}

const mistake = { code: ChangeReasonCode.MISTAKE, note: '' };

test('what a till sells is on the display within half a second, and what the cook has done is ready at the till', async () => {
  const till = await openTill(browser, system, cafe);
  await till.signIn(cafe.staff.barista);
  const delays: number[] = [];
  for (const number of ['A1', 'A2', 'A3']) {
    const shown = display
      .tickets(number)
      .waitFor()
      .then(() => Date.now());
    await till.add('Filter Coffee');
    await till.toPayment();
    const [paid] = await Promise.all([
      till.page.waitForResponse('**/sippy.payment.v1.PaymentService/PayCash').then(() => Date.now()),
      till.payExactly(),
    ]);
    delays.push((await shown) - paid);
    await till.page.getByRole('button', { name: 'Next sale' }).click();
  }
  expect(Math.min(...delays)).toBeLessThanOrEqual(500);
  await till.openOrders();
  const [first] = [till.page.getByRole('list', { name: 'Orders' }).getByRole('button', { name: /A1/ })];
  await first.waitFor();
  await display
    .tickets('A1')
    .getByRole('button', { name: /is done/ })
    .click();
  await expect.poll(() => first.textContent()).toContain('Ready');
  expectNoComplaint(till, display);
  await till.close();
}, 90_000);

test('a cut display says since when it is stale, and catches up without gap or double', async () => {
  const first = await fire('Filter Coffee');
  await display.tickets(first.number).waitFor();
  await display.context.setOffline(true);
  await display.page.getByText(/Stale since/).waitFor({ timeout: 5000 });
  const missed = [await fire('Flat White'), await fire('Granola Bowl')];
  await display.context.setOffline(false);
  for (const { number } of missed) await display.tickets(number).waitFor();
  await display.page.getByText(/Stale since/).waitFor({ state: 'hidden' });
  for (const { number } of [first, ...missed]) expect(await display.tickets(number).count()).toBe(1);
}, 60_000);

test('an edit shows on the ticket that is being made as what was added and what was taken back', async () => {
  const order = await fire('Filter Coffee*3');
  await display.tickets(order.number).waitFor();
  const { orderId } = order;
  const lineId = order.lines[0]?.lineId ?? '';
  const latte = { productId: cafe.id('Flat White'), variantId: cafe.id('Flat White/Regular'), quantity: 2 };
  await cafe.owner.order.addLines({ orderId, lines: [latte] });
  await cafe.owner.order.voidLine({ orderId, lineId, quantity: 1, reason: mistake });
  const ticket = display.tickets(order.number);
  await ticket.getByText('+2 added').waitFor();
  await ticket.getByText('−1 taken back').waitFor();
  expect(await ticket.count()).toBe(1);
  await display.page.reload();
  await ticket.getByText('+2 added').waitFor();
  await ticket.getByText('−1 taken back').waitFor();
}, 60_000);

test('a finger that trembles on a ticket does not do the next one, which stands in its place', async () => {
  const [first, second] = [await fire('Filter Coffee'), await fire('Filter Coffee')];
  await display.tickets(second.number).waitFor();
  const done = await display
    .tickets(first.number)
    .getByRole('button', { name: /is done/ })
    .boundingBox();
  const [x, y] = [(done?.x ?? 0) + 20, (done?.y ?? 0) + 20];
  await display.page.evaluate(
    async ([x, y]) => {
      const press = () => document.elementFromPoint(x, y)?.closest('button')?.click();
      press();
      await new Promise((resolve) => setTimeout(resolve, 60));
      press();
    },
    [x, y] as const,
  );
  await display.tickets(first.number).waitFor({ state: 'detached' });
  await display.page.waitForTimeout(400);
  expect(await display.tickets(second.number).count()).toBe(1);
  await display.page.mouse.click(x, y);
  await display.tickets(second.number).waitFor({ state: 'detached' });
}, 60_000);

test('a cancelled ticket stays until it is seen', async () => {
  const { orderId, number } = await fire('Filter Coffee');
  await display.tickets(number).waitFor();
  await cafe.owner.order.cancelOrder({ orderId, reason: mistake });
  await display.tickets(number).getByText('Cancelled', { exact: true }).waitFor();
  await display
    .tickets(number)
    .getByRole('button', { name: /is seen/ })
    .click();
  await display.tickets(number).waitFor({ state: 'detached' });
}, 60_000);

test('a key bumps the ticket that shows it, undo brings it back, and a recalled one comes back in front with a mark', async () => {
  const [first, second] = [await fire('Filter Coffee'), await fire('Flat White')];
  await display.tickets(second.number).waitFor();
  const { page } = display;
  await page.keyboard.press('1');
  await display.tickets(first.number).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /undo/i }).first().click();
  await display.tickets(first.number).waitFor();
  await display
    .tickets(second.number)
    .getByRole('button', { name: /is done/ })
    .click();
  await display.tickets(second.number).waitFor({ state: 'detached' });
  const status = async () => (await cafe.owner.order.getOrder({ orderId: second.orderId })).order?.status;
  await expect.poll(status).toBe(OrderStatus.READY);
  await page.getByRole('button', { name: 'Recall' }).click();
  await page.getByRole('button', { name: `Recall order ${second.number}` }).click();
  await display.tickets(second.number).getByText('Recalled').waitFor();
  await expect
    .poll(() => page.getByRole('article').first().getAttribute('aria-label'))
    .toContain(second.number);
  await expect.poll(status).toBe(OrderStatus.PREPARING);
}, 60_000);

test('a course waits until it is fired', async () => {
  const { number } = await fire('Granola Bowl', 'Granola Bowl*2@2');
  const ticket = display.tickets(number);
  await ticket.getByText('Course 2 on hold').waitFor();
  await ticket.getByRole('button', { name: `Fire course 2 of order ${number}` }).click();
  await ticket.getByText('Course 2 on hold').waitFor({ state: 'detached' });
}, 60_000);

test('the key of a ticket that only waits fires its next course, but not when it comes on the heels of a bump', async () => {
  const { number } = await fire('Granola Bowl', 'Granola Bowl*2@2');
  const ticket = display.tickets(number);
  await ticket.getByText('Course 2 on hold').waitFor();
  const { keyboard } = display.page;
  await keyboard.press('2');
  await keyboard.press('2');
  await ticket.getByRole('button', { name: /is done/ }).waitFor({ state: 'detached' });
  await ticket.getByText('Course 2 on hold').waitFor();
  await display.page.waitForTimeout(1600);
  await keyboard.press('2');
  await ticket.getByText('Course 2 on hold').waitFor({ state: 'detached' });
  await ticket.getByRole('button', { name: /is done/ }).waitFor();
}, 60_000);

test('all day counts what is still to be made over all tickets', async () => {
  await fire('Filter Coffee*2');
  const { number } = await fire('Filter Coffee', 'Granola Bowl');
  await display.tickets(number).first().waitFor();
  await display.page.getByRole('button', { name: 'All day' }).click();
  await display.page.getByText('4 things to make').waitFor();
}, 60_000);
