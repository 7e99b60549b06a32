/** A till in a browser, worked as a person works it: by what is to be seen and read on it. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { OwnCafe, OwnStaff } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';

/** A till of a café. */
export interface OpenTill {
  page: Page;
  context: BrowserContext;
  /** What the browser complained of: errors of scripts, and what the gateway's policy forbade. */
  complaints: string[];
  signIn(staff: OwnStaff): Promise<void>;
  /** The same where this browser knows the PIN's length: the last digit signs in. A sale that is taken up covers the till. */
  signInAgain(staff: OwnStaff): Promise<void>;
  /** Sells one of a product, with the choices named, in the order in which the dialog shows them. */
  add(product: string, ...choices: string[]): Promise<void>;
  /** Opens the payment of what is in the cart. */
  toPayment(): Promise<void>;
  /** Pays all that is due with exactly that in cash, from the payment's screen. */
  payExactly(): Promise<void>;
  /** The line of the cart that names a product. */
  line(product: string): ReturnType<Page['getByRole']>;
  openOrders(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a till and pairs it by a code, or opens another tab of a browser that is paired already. */
export async function openTill(
  browser: Browser,
  system: SharedSystem,
  cafe: OwnCafe,
  { within, ...options }: BrowserContextOptions & { within?: BrowserContext } = {},
): Promise<OpenTill> {
  const context =
    within ??
    (await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
      ...options,
    }));
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${system.run.gatewayUrl}/pos/`);
  if (!within) await pair(page, await cafe.pairingCode('POS'));
  return {
    page,
    context,
    complaints,
    async signIn({ name, pin }) {
      await page.getByRole('radio', { name }).click();
      await page.keyboard.type(pin);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: `Lock: ${name}` }).waitFor();
    },
    async signInAgain({ name, pin }) {
      await page.getByRole('radio', { name }).click();
      await page.keyboard.type(pin);
    },
    async add(product, ...choices) {
      await tile(page, product).click();
      if (choices.length === 0) return;
      const dialog = page.getByRole('dialog', { name: product });
      for (const choice of choices)
        await dialog.getByRole('button', { name: new RegExp(`^${choice}`) }).click();
      await dialog.getByRole('button', { name: /^Add / }).click();
      await dialog.waitFor({ state: 'hidden' });
    },
    async toPayment() {
      await page.getByRole('button', { name: /^Pay / }).click();
      await page.getByRole('heading', { name: 'Payment' }).waitFor();
    },
    async payExactly() {
      await page.getByRole('button', { name: /^Take exactly/ }).click();
      await page.getByRole('button', { name: 'Next sale' }).waitFor();
    },
    line: (product) => page.getByRole('list', { name: 'Lines' }).getByRole('button', { name: product }),
    async openOrders() {
      await page.getByRole('button', { name: /^Orders/ }).click();
      await page.getByRole('heading', { name: 'Orders' }).waitFor();
    },
    async close() {
      if (within) await page.close();
      else await context.close();
    },
  };
}

/** Types a pairing code into the screen that asks for one. */
export async function pair(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox').first().fill(code);
  await page.keyboard.press('Enter');
}

/** A product of the menu, as it can be tapped. */
export function tile(page: Page, product: string) {
  return page.getByRole('group', { name: 'Products' }).getByRole('button', { name: product });
}

/** Collects what a page complains of. A call that was cut on purpose is no complaint. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(text)) complaints.push(text);
  });
  return complaints;
}

/** Expects that nothing was complained of. */
export function expectNoComplaint(...pages: { complaints: string[] }[]): void {
  expect(pages.flatMap(({ complaints }) => complaints)).toEqual([]);
}
