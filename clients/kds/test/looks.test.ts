import { ChangeReasonCode, FireMode, type Order } from '@sippy/proto/web/order/v1/order';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { makeOwnCafe, type OwnCafe } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { faultsOf, lookAt, tooWide, type Walk, walks, wordsOf } from '../../../test/screen-rules.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { complaintsOf, pair } from '../../pos/test/open-till.ts';
import { usualThresholds } from '../src/tickets/age.ts';

let system: SharedSystem;
let cafe: OwnCafe;
let browser: Browser;
/** When the oldest ticket was fired; the others came some seconds later. */
let firstMs: number;
beforeAll(async () => {
  system = await sharedSystem();
  [cafe, browser] = await Promise.all([makeOwnCafe(system), launchChromium()]);
  await fillKitchen();
}, 150_000);
afterAll(async () => {
  await browser?.close();
  cafe?.close();
}, 60_000);

const line = (product: string, variant: string, more = {}) => ({
  productId: cafe.id(product),
  variantId: cafe.id(`${product}/${variant}`),
  quantity: 1,
  ...more,
});

async function fire(lines: ReturnType<typeof line>[], table = ''): Promise<Order> {
  const { order } = await cafe.owner.order.placeOrder({
    ...{ cafeId: cafe.cafeId, lines, table, fire: FireMode.NOW },
  });
  if (!order) throw new Error('no order');
  return order;
}

/** One ticket in each state, and one that was bumped. */
async function fillKitchen() {
  const { order, kitchen } = cafe.owner;
  const reason = { code: ChangeReasonCode.MISTAKE, note: '' };
  const wishes = [{ modifierId: cafe.id('Oat milk'), quantity: 1 }];
  await fire([line('Filter Coffee', 'Cup', { quantity: 2 }), line('Granola Bowl', 'Bowl')], '4');
  firstMs = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const edited = await fire([
    line('Flat White', 'Regular', { quantity: 3, note: 'extra hot', modifiers: wishes }),
  ]);
  const { orderId } = edited;
  await order.voidLine({ orderId, lineId: edited.lines[0]?.lineId ?? '', quantity: 1, reason });
  await order.addLines({ orderId, lines: [line('Espresso', 'Double')] });
  const cancelled = await fire([line('Avocado Toast', 'Plate')]);
  await order.cancelOrder({ orderId: cancelled.orderId, reason });
  await fire([line('Espresso', 'Single'), line('Granola Bowl', 'Bowl', { course: 2 })], '12');
  const [recalled, bumped] = [
    await fire([line('Espresso', 'Single')]),
    await fire([line('Flat White', 'Regular')]),
  ];
  const bump = ({ orderId }: Order) =>
    vi.waitFor(
      async () => {
        const { tickets } = await kitchen.bumpOrder({ cafeId: cafe.cafeId, orderId });
        if (!tickets[0]) throw new Error('no ticket yet');
        return tickets[0];
      },
      { timeout: 5000 },
    );
  await bump(bumped);
  const { ticketId } = await bump(recalled);
  await kitchen.recallTicket({ ticketId });
}

/** Lets the server's clock, as the page asks for it, run ahead: the first ticket is late by then, the others are due. */
async function letTimePass(page: Page) {
  const aheadMs = usualThresholds.lateSeconds * 1000 - (Date.now() - firstMs) + 2000;
  await page.route('**/healthz', async (route) => {
    const response = await route.fetch();
    const date = new Date(Date.now() + aheadMs).toUTCString();
    await route.fulfill({ response, headers: { ...response.headers(), date } });
  });
  await page.reload();
}

/** Goes through the display's screens as a cook does, and calls back at each. */
async function goThrough(walk: Walk, visit: (screen: string, page: Page) => Promise<void>) {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await lookAt(page, walk);
  await page.addInitScript(() =>
    localStorage.setItem('sippy.kds.settings', JSON.stringify({ theme: 'light' })),
  );
  const t = wordsOf('kds/src/text', walk.language);
  const articles = page.getByRole('article');
  const seen = (state: string) => page.locator(`[data-ticket][data-${state}]`).first().waitFor();
  const panel = async (screen: string, key: string) => {
    const dialog = page.locator('[role="dialog"]:not([aria-modal="false"])');
    await page.keyboard.press(key);
    await dialog.waitFor();
    await visit(screen, page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  };
  await page.goto(`${system.run.gatewayUrl}/kds/`);
  await page.getByRole('textbox').first().waitFor();
  await visit('pairing', page);
  await pair(page, await cafe.pairingCode('KITCHEN_DISPLAY'));
  for (const state of ['level="fresh"', 'held', 'cancelled', 'recalled']) await seen(state);
  await page.getByText(t('line.added')).waitFor();
  await visit('board', page);
  await letTimePass(page);
  for (const state of ['level="due"', 'level="late"']) await seen(state);
  await visit('late', page);
  await page.keyboard.press('t');
  await page.getByRole('complementary', { name: t('allDay.title') }).waitFor();
  const before = await articles.count();
  await page.keyboard.press('1');
  await expect.poll(() => articles.count()).toBe(before - 1);
  await visit('all day and undo', page);
  await page.keyboard.press('u');
  await expect.poll(() => articles.count()).toBe(before);
  await page.keyboard.press('t');
  await panel('recall', 'r');
  await panel('settings', ',');
  await panel('keys', 'h');
  await context.setOffline(true);
  await page.getByText(t('state.stale')).waitFor();
  await visit('stale', page);
  expect(complaints).toEqual([]);
  await context.close();
}

/** What stays cut off at its side: the board does not scroll that way. Lanes take a moment to find their width. */
async function cutOff(page: Page): Promise<unknown[]> {
  let cut = await cutNow(page);
  for (let tries = 0; cut.length > 0 && tries < 20; tries++) {
    await page.waitForTimeout(100);
    cut = await cutNow(page);
  }
  return [...cut, ...(await tooWide(page))];
}

function cutNow(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('header, main, aside, article, article *, [role="dialog"]')]
      .filter((box) => box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 1)
      .filter((box) => getComputedStyle(box).display !== 'inline')
      .map(
        (box) =>
          `${box.tagName} ${box.className} ${box.textContent?.slice(0, 40)}: ${box.scrollWidth} in ${box.clientWidth}`,
      ),
  );
}

const mainScreens: ReadonlySet<string> = new Set(['board', 'stale']);

test.each(walks)(
  'the kitchen display %s: every screen fits into its width with a ticket in every state, and axe objects to nothing',
  async (_, walk) => {
    const found: unknown[] = [];
    await goThrough(walk, async (screen, page) => {
      const faults = await faultsOf(page, walk, mainScreens.has(screen), cutOff);
      if (faults.length > 0) found.push({ screen, faults });
    });
    expect(found).toEqual([]);
  },
  60_000,
);
