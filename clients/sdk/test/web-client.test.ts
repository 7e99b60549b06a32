import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { sharedSystem } from '../../../test/shared-system.ts';

let system: SharedSystem;
let browser: Browser;
let page: Page;
let bundle: string;
let folder: string | undefined;

/** Bundles the browser's flavour of the SDK as a client would. */
async function bundleSdk(): Promise<string> {
  folder = mkdtempSync(join(tmpdir(), 'sippy-sdk-'));
  const entry = join(import.meta.dirname, `web-entry-${process.pid}.ts`);
  writeFileSync(entry, `export * from '@sippy/sdk/web';`);
  try {
    await build({
      configFile: false,
      logLevel: 'silent',
      root: join(import.meta.dirname, '../../..'),
      build: {
        outDir: folder,
        minify: true,
        lib: { entry, formats: ['es'], fileName: () => 'sdk.js' },
        // In one file, which the page of the test can load.
        rolldownOptions: { output: { codeSplitting: false } },
      },
    });
  } finally {
    rmSync(entry);
  }
  return readFileSync(join(folder, 'sdk.js'), 'utf8');
}

beforeAll(async () => {
  [system, bundle] = [await sharedSystem(), await bundleSdk()];
  browser = await launchChromium();
  page = await newPageWithSdk(browser);
}, 150_000);
afterAll(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** An empty page of the gateway's origin that can import the SDK. */
async function newPageWithSdk(from: Browser | BrowserContext): Promise<Page> {
  const origin = system.run.gatewayUrl;
  const page = await from.newPage();
  await page.route(`${origin}/test.html`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
  );
  await page.route(`${origin}/sdk.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: bundle }),
  );
  await page.goto(`${origin}/test.html`);
  return page;
}

/** Runs in the page, with the SDK at hand and the demo owner signed in. */
function inPage<T>(work: string): Promise<T> {
  const cafeId = system.run.demo.cafes[0]?.cafeId;
  return page.evaluate(`(async () => {
    const { connect, watchOrders, SippyError } = await import('/sdk.js');
    const sippy = connect({ url: location.origin });
    await sippy.signIn(${JSON.stringify(system.owner)});
    const cafeId = ${JSON.stringify(cafeId)};
    const { menu } = await sippy.catalog.getMenu({ cafeId });
    const product = menu.products.find((one) => one.modifierGroupIds.length === 0 && one.available);
    const lines = [{ productId: product.productId, variantId: product.variants[0].variantId, quantity: 1 }];
    ${work}
  })()`) as Promise<T>;
}

test('a browser places and pays an order through the gateway', async () => {
  const receipt = await inPage<string>(`
    const { order } = await sippy.order.placeOrder({ cafeId, lines });
    const { payment } = await sippy.payment.payCash({ orderId: order.orderId });
    return payment.receiptNumber;`);
  expect(receipt).not.toBe('');
}, 30_000);

test('a browser sees a sale and its ticket on one live stream, and ends the stream when it wants', async () => {
  const seen = await inPage<boolean>(`
    const stop = new AbortController();
    const seen = [];
    const tickets = [];
    const following = (async () => {
      const kitchen = { cafeId, stationIds: [], afterSequence: 0n };
      const subscriptions = [{ subject: { $case: 'cafeId', value: cafeId } }, { subject: { $case: 'kitchen', value: kitchen } }];
      for await (const { event } of watchOrders(sippy, subscriptions, { signal: stop.signal })) {
        if (event?.$case === 'order') seen.push(event.value.orderId);
        const news = event?.$case === 'kitchen' ? event.value.message.message : undefined;
        if (news?.$case === 'ticket') tickets.push(news.value.orderId);
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const categories = menu.categories.filter((one) => one.needsPreparation).map((one) => one.categoryId);
    const cooked = menu.products.find(
      (one) => one.modifierGroupIds.length === 0 && one.available && categories.includes(one.categoryId));
    const line = { productId: cooked.productId, variantId: cooked.variants[0].variantId, quantity: 1 };
    const { order } = await sippy.order.placeOrder({ cafeId, lines: [line], fire: 'FIRE_MODE_NOW' });
    const both = () => seen.includes(order.orderId) && tickets.includes(order.orderId);
    for (let tries = 0; tries < 200 && !both(); tries++) await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    await following;
    return both();`);
  expect(seen).toBe(true);
}, 30_000);

test('a browser is told why a call is refused, field by field', async () => {
  const error = await inPage<{ code: string; reason: string; fields: string[] }>(`
    const error = await sippy.order.placeOrder({ cafeId, lines: [{ productId: 'x', quantity: 1 }] }).catch((e) => e);
    return { code: error.code, reason: error.reason, fields: error.fields.map((one) => one.field) };`);
  expect(error).toMatchObject({
    code: 'INVALID_ARGUMENT',
    reason: 'INVALID_FIELD',
    fields: ['lines[0].product_id'],
  });
}, 30_000);

test('a gateway that is away is UNAVAILABLE, not a riddle, whatever time the caller gave', async () => {
  const codes = await page.evaluate(`(async () => {
    const { connect } = await import('/sdk.js');
    const { catalog } = connect({ url: 'http://127.0.0.1:1' });
    const codeAfter = (timeoutMs) => catalog.getMenu({ cafeId: 'x' }, { timeoutMs }).catch((e) => e.code);
    return Promise.all(Array.from({ length: 30 }, (_, i) => codeAfter(4000 + 30 * i)));
  })()`);
  expect([...new Set(codes as string[])]).toEqual(['UNAVAILABLE']);
}, 30_000);

test('tabs that share a session renew it at the same moment, and none of them loses it', async () => {
  const context = await browser.newContext();
  const renewals = `(async () => {
    const { connect } = await import('/sdk.js');
    const kept = { accessToken: '', accessExpiresAt: 0, refreshToken: '' };
    const open = () => connect({ url: location.origin, cookie: 'SESSION_KIND_USER', session: kept });
    const tabs = Array.from({ length: 4 }, open);
    const names = await Promise.all(tabs.map(async (tab) => (await tab.auth.getMe({})).caller.value.email));
    return [...new Set(names)];
  })()`;
  try {
    const [first, second] = await Promise.all([newPageWithSdk(context), newPageWithSdk(context)]);
    await first.evaluate(`(async () => {
      const { connect } = await import('/sdk.js');
      await connect({ url: location.origin, cookie: 'SESSION_KIND_USER' }).signIn(${JSON.stringify(system.owner)});
    })()`);
    const seen = await Promise.all([first, second, first, second].map((tab) => tab.evaluate(renewals)));
    expect(seen.flat()).toEqual([1, 2, 3, 4].map(() => system.owner.email));
  } finally {
    await context.close();
  }
}, 30_000);

test('the whole SDK is small', () => {
  expect(gzipSync(bundle).length).toBeLessThan(128 * 1024);
});
