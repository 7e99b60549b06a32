import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../../test/chromium.ts';
import { type BusyCafe, makeBusyCafe, productCount } from '../browser/busy-cafe.ts';
import { firstJavaScriptKiB } from '../browser/first-javascript.ts';
import { openPaired, signIn } from '../browser/open-till.ts';
import { type Scrolled, scrollFor } from '../browser/scroll.ts';
import { noteSeen, seenAt, sinceKey, startMs } from '../browser/seen.ts';
import { shiftSinceStart, slowCpu, startTapClock, tap } from '../browser/tap-clock.ts';
import { figure, median } from '../figures.ts';
import { bareTaps } from '../floors/bare-button.ts';
import type { BenchContext, Figure, Scenario } from '../scenario.ts';

const slower = 4;
const lineCount = 40;
const tapsPerRound = 24;
/** A removed line can be taken back for so long. */
const toastMs = 5500;
const ticketCount = 200;
const seenSales = 24;
/** What the frame after a tap has to show anew: the total, on the button that pays. */
const total = '[aria-keyshortcuts="F2"] + button';
const product = (id: string) => `[data-product="${id}"]`;
const tickets = 'article[data-ticket]';

/** The till and the kitchen display in Chromium, as the hand and the eye have them. */
export const pos: Scenario = {
  name: 'pos',
  about: `till with a menu of ${productCount} products and a cart of ${lineCount} lines in Chromium on a CPU slowed ${slower}×; kitchen display with ${ticketCount} open tickets`,
  async run(context) {
    const cafe = await makeBusyCafe(context.system);
    const browser = await launchChromium();
    try {
      return [...(await till(context, browser, cafe)), ...(await kitchen(context, browser, cafe))];
    } finally {
      await browser.close();
      cafe.close();
    }
  },
};

async function till({ system, rounds }: BenchContext, browser: Browser, cafe: BusyCafe): Promise<Figure[]> {
  const url = `${system.gatewayUrl}/pos/`;
  const bare: Times[] = [];
  const add: Times[] = [];
  const remove: Times[] = [];
  const show: Times[] = [];
  const { context, page } = await openPaired(browser, system.gatewayUrl, cafe, 'POS');
  await signIn(page, cafe.barista);
  const ids = await fillCart(page, cafe);
  await startTapClock(page);
  for (let n = 0; n < rounds; n++) {
    bare.push(timesOf(await bareTaps(browser, tapsPerRound, slower)));
    await slowCpu(page, slower);
    const [added, removed, shown] = [[] as number[], [] as number[], [] as number[]];
    for (let i = 0; i < tapsPerRound; i++)
      added.push(await tap(page, product(ids[i % ids.length] ?? ''), total));
    for (let i = 0; i < tapsPerRound; i++)
      removed.push(await tap(page, '[aria-keyshortcuts="Delete"]', total));
    for (let i = 0; i < 8; i++) shown.push(await tap(page, `nav [aria-keyshortcuts="Shift+${3 - (i % 2)}"]`));
    add.push(timesOf(added));
    remove.push(timesOf(removed));
    show.push(timesOf(shown));
    await slowCpu(page, 1);
    await page.waitForTimeout(toastMs);
  }
  const shift = await shiftSinceStart(page);
  const pin = await pinToMenu(page, cafe, rounds);
  const start: number[] = [];
  const slowStart: number[] = [];
  const seen = { selector: '[role="radio"]', attribute: 'data-staff', name: cafe.barista.staffId };
  for (let n = 0; n < rounds; n++) {
    start.push(await startMs(context, url, { ...seen, slower: 1 }));
    slowStart.push(await startMs(context, url, { ...seen, slower }));
  }
  await context.close();
  const floor50 = { what: 'a bare button of React', value: median(bare.map(({ p50 }) => p50)) };
  const floor95 = { what: 'a bare button of React', value: median(bare.map(({ p95 }) => p95)) };
  const taps = (what: string, times: Times[]) => [
    figure(`${what}, tap to paint p50`, 'ms', p50(times), { floor: floor50 }),
    figure(`${what}, tap to paint p95`, 'ms', p95(times), { target: { atMost: 50 }, floor: floor95 }),
  ];
  return [
    ...taps(`a product into a cart of ${lineCount} lines`, add),
    ...taps('a line out of it', remove),
    ...taps('another page of the menu', show),
    figure('layout shift meanwhile', 'score', [shift.unasked], { target: { atMost: 0 } }),
    figure('layout shift right after all of these taps', 'score', [shift.asked]),
    figure('first JavaScript, brotli', 'KiB', [await firstJavaScriptKiB(url, 'br')], {
      target: { atMost: 180 },
    }),
    figure('first JavaScript, gzip', 'KiB', [await firstJavaScriptKiB(url, 'gzip')]),
    figure('start on a warm cache until a name and a PIN can be entered', 'ms', start, {
      target: { atMost: 1500 },
    }),
    figure(`the same on a CPU slowed ${slower}×`, 'ms', slowStart),
    figure('last digit of the PIN to the menu', 'ms', pin, { target: { atMost: 300 } }),
  ];
}

/** Fills the cart so that it holds its number of lines in the middle of a round; returns products that are in sight. */
async function fillCart(page: Page, { category, plainProductIds }: BusyCafe): Promise<string[]> {
  await page.getByRole('navigation').getByRole('button', { name: category }).click();
  await page.locator(product(plainProductIds[0] ?? '')).waitFor();
  const ids = plainProductIds.slice(0, 12);
  const count = lineCount - tapsPerRound / 2;
  for (let n = count; n > 0; n--) await page.locator(product(ids[n % ids.length] ?? '')).click();
  const made = await page.locator('[data-line]').count();
  if (made !== count) throw new Error(`the cart has ${made} lines`);
  return ids;
}

/** Locks the till and signs in again, as often as asked. */
async function pinToMenu(page: Page, { barista, plainProductIds }: BusyCafe, rounds: number) {
  const firstTile = await page.locator('[data-product]').first().getAttribute('data-product');
  await noteSeen(page, '[data-product]', 'data-product');
  const times: number[] = [];
  for (let n = 0; n < 3 * rounds; n++) {
    await page.keyboard.press('F8');
    await page.getByRole('radio', { name: barista.name, checked: true }).waitFor();
    await page.keyboard.type(barista.pin);
    times.push(await sinceKey(page, firstTile ?? plainProductIds[0] ?? ''));
  }
  return times;
}

async function kitchen(
  { system, rounds, scale, seconds }: BenchContext,
  browser: Browser,
  cafe: BusyCafe,
): Promise<Figure[]> {
  const { context, page } = await openPaired(browser, system.gatewayUrl, cafe, 'KITCHEN_DISPLAY');
  await page.getByRole('button', { name: 'All day' }).waitFor();
  await noteSeen(page, tickets, 'aria-label');
  const saleToTicket = async () => {
    const { orderNumber, calledAt } = await cafe.sell(3);
    return (await seenAt(page, `Order ${orderNumber}`)) - calledAt;
  };
  const sales: Times[] = [];
  for (let n = 0; n < rounds; n++) {
    const times: number[] = [];
    for (let i = 0; i < seenSales / rounds; i++) times.push(await saleToTicket());
    sales.push(timesOf(times));
  }
  const wanted = Math.max(60, ticketCount * scale);
  for (let open = await page.locator(tickets).count(); open < wanted; open++) await cafe.sell(1 + (open % 6));
  await page.waitForFunction(
    ([selector, count]) => document.querySelectorAll(selector as string).length >= Number(count),
    [tickets, wanted],
  );
  const scrolled: Scrolled[] = [];
  for (let n = 0; n < rounds; n++) scrolled.push(await scrollFor(page, tickets, Math.min(4, seconds)));
  await context.close();
  return [
    figure('sale to ticket p50', 'ms', p50(sales)),
    figure('sale to ticket p95', 'ms', p95(sales), { target: { atMost: 500 } }),
    figure(
      `frames while ${wanted} tickets scroll`,
      '/s',
      scrolled.map(({ framesPerSecond }) => framesPerSecond),
      { target: { atLeast: 59 } },
    ),
    figure(
      'time between two of these frames, p95',
      'ms',
      scrolled.map(({ p95FrameMs }) => p95FrameMs),
    ),
  ];
}

interface Times {
  p50: number;
  p95: number;
}

function timesOf(durationsMs: readonly number[]): Times {
  const sorted = [...durationsMs].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

const p50 = (times: readonly Times[]) => times.map((one) => one.p50);
const p95 = (times: readonly Times[]) => times.map((one) => one.p95);
