/** A kitchen display in a browser, worked as a cook works it. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { OwnCafe } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { complaintsOf, pair } from '../../pos/test/open-till.ts';

/** A kitchen display of a café. */
export interface OpenDisplay {
  page: Page;
  context: BrowserContext;
  complaints: string[];
  /** The tickets of an order, by its number. */
  tickets(number: string): ReturnType<Page['getByRole']>;
  close(): Promise<void>;
}

/** Opens a kitchen display and pairs it. */
export async function openDisplay(
  browser: Browser,
  system: SharedSystem,
  cafe: OwnCafe,
  options: BrowserContextOptions = {},
): Promise<OpenDisplay> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${system.run.gatewayUrl}/kds/`);
  await pair(page, await cafe.pairingCode('KITCHEN_DISPLAY'));
  await page.getByRole('button', { name: 'All day' }).waitFor();
  return {
    page,
    context,
    complaints,
    tickets: (number) => page.getByRole('article', { name: `Order ${number}`, exact: true }),
    close: () => context.close(),
  };
}
