/** The till in a browser, as the bench works it. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { BusyCafe, BusyStaff } from './busy-cafe.ts';

/** Pairs a browser with a café as a till or a kitchen display. */
export async function openPaired(
  browser: Browser,
  gatewayUrl: string,
  cafe: BusyCafe,
  kind: 'POS' | 'KITCHEN_DISPLAY',
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, hasTouch: true });
  const page = await context.newPage();
  await page.goto(`${gatewayUrl}/${kind === 'POS' ? 'pos' : 'kds'}/`);
  await page
    .getByRole('textbox')
    .first()
    .fill(await cafe.pairingCode(kind));
  await page.keyboard.press('Enter');
  return { context, page };
}

/** Signs in at the till; after the first time the last digit is enough, as the till knows the PIN's length then. */
export async function signIn(page: Page, { name, pin }: BusyStaff): Promise<void> {
  await page.getByRole('radio', { name }).click();
  await page.keyboard.type(pin);
  await page.keyboard.press('Enter');
  await page.locator(tiles).first().waitFor();
}

/** The products in sight of the till. */
export const tiles = '[data-product]';
