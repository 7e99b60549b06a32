import { randomUUID } from 'node:crypto';
import { connect } from '@sippy/sdk';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { objections, ofColours } from '../../../test/screen-rules.ts';
import { sharedSystem } from '../../../test/shared-system.ts';

let system: SharedSystem;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let asked: string[];
let complaints: string[];

beforeAll(async () => {
  system = await sharedSystem();
  browser = await launchChromium();
}, 150_000);
afterAll(async () => {
  await browser?.close();
}, 60_000);

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  page = await context.newPage();
  [asked, complaints] = [[], []];
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterEach(() => context?.close());

const password = 'a flat white at nine';

/** Calls a REST path of the gateway and gives the status. */
async function call(path: string, body: object): Promise<number> {
  const response = await fetch(`${system.run.gatewayUrl}/api/v1/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.status;
}

const signIn = (email: string, secret = password) => call('login', { email, password: secret });

/** The link in the next mail to an address after so many of them. */
async function mailedLink(email: string, after = 0): Promise<string> {
  const inbox = `${system.run.inboxUrl}/api/messages`;
  const read = async (url: string) => (await fetch(url)).json();
  let id: string | undefined;
  await expect
    .poll(
      async () => {
        const { messages } = (await read(`${inbox}?to=${encodeURIComponent(email)}`)) as {
          messages: { id: string }[];
        };
        id = messages[messages.length - 1 - after]?.id;
        return id;
      },
      { timeout: 15_000 },
    )
    .toBeDefined();
  const { text } = (await read(`${inbox}/${id}`)) as { text: string };
  return /https?:\S+/.exec(text)?.[0] ?? '';
}

const newEmail = () => `guest-${randomUUID()}@example.com`;
const register = (email: string) =>
  call('register', { requestId: randomUUID(), email, password, name: 'Sue' });

const heading = () => page.getByRole('heading', { level: 1 });
const press = (name: string) => page.getByRole('button', { name }).click();
const focused = () =>
  page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName || '');

describe('verifying an address', () => {
  test('takes a press of the button: opening the link alone uses nothing', async () => {
    const email = newEmail();
    await register(email);
    const link = await mailedLink(email);
    await page.goto(link);
    await expect.poll(() => heading().textContent()).toBe('Verify your address');
    expect(asked.filter((one) => one.startsWith('POST'))).toEqual([]);
    expect(await signIn(email)).toBe(401);
    await press('Verify my address');
    await expect.poll(() => heading().textContent()).toBe('Your address is verified');
    expect(await page.title()).toBe('Your address is verified · Sippy');
    expect(await focused()).toBe('H1');
    expect(await signIn(email)).toBe(200);
    expect(complaints).toEqual([]);
  });

  test('leaves its token in no address, no history and no request for a page', async () => {
    const email = newEmail();
    await register(email);
    const link = await mailedLink(email);
    const token = new URL(link).hash.replace('#token=', '');
    expect(token.length).toBeGreaterThan(20);
    await page.goto(link);
    await expect.poll(() => page.url()).toBe(`${system.run.gatewayUrl}/account/verify`);
    await page.goto('about:blank');
    await page.goBack();
    await expect.poll(() => heading().textContent()).toBe('Open the link in our mail');
    expect(asked.join()).not.toContain(token);
  });

  test('with a used link says so, and has a new one sent', async () => {
    const email = newEmail();
    await register(email);
    const link = await mailedLink(email);
    await page.goto(link.replace(/token=.{5}/, 'token=other'));
    await press('Verify my address');
    await expect.poll(() => heading().textContent()).toBe('This link does not work any more');
    await page.getByLabel('E-mail address').fill('nobody');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByLabel('E-mail address').getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('#email-problem').textContent()).toMatch(/e-mail/i);
    await page.getByLabel('E-mail address').fill(email);
    await page.keyboard.press('Enter');
    await expect.poll(() => heading().textContent()).toBe('Look into your inbox');
    await page.goto(await mailedLink(email, 1));
    await press('Verify my address');
    await expect.poll(() => heading().textContent()).toBe('Your address is verified');
  });

  test('of an address that was registered twice goes on to choosing a password', async () => {
    const email = newEmail();
    await register(email);
    await mailedLink(email);
    await register(email);
    await page.goto(await mailedLink(email, 1));
    await press('Verify my address');
    await page.getByRole('link', { name: 'Choose a password' }).click();
    await page.getByLabel('New password', { exact: true }).fill(`${password}!`);
    await page.getByLabel('New password, once more').fill(`${password}!`);
    await press('Save the new password');
    await expect.poll(() => heading().textContent()).toBe('Your new password is set');
    expect(await signIn(email)).toBe(401);
    expect(await signIn(email, `${password}!`)).toBe(200);
  });

  test('while the gateway is away says what to do, and works when it is back', async () => {
    const email = newEmail();
    await register(email);
    await page.goto(await mailedLink(email));
    await page.route('**/api/**', (route) => route.abort());
    await press('Verify my address');
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/does not answer/);
    await page.unroute('**/api/**');
    await press('Verify my address');
    await expect.poll(() => heading().textContent()).toBe('Your address is verified');
  });
});

describe('a forgotten password', () => {
  async function forgotten(): Promise<string> {
    const email = newEmail();
    await register(email);
    await page.goto(await mailedLink(email));
    await press('Verify my address');
    await expect.poll(() => heading().textContent()).toBe('Your address is verified');
    await page.goto(`${system.run.gatewayUrl}/account/forgot-password`);
    await page.getByLabel('E-mail address').fill(email);
    await press('Send me a link');
    await expect.poll(() => heading().textContent()).toBe('Look into your inbox');
    await page.goto(await mailedLink(email, 1));
    return email;
  }

  test('is set anew: typed twice, shown on wish, judged by the server at its field', async () => {
    const email = await forgotten();
    const [first, second] = [
      page.getByLabel('New password', { exact: true }),
      page.getByLabel('New password, once more'),
    ];
    await press('Save the new password');
    expect(await focused()).toBe('password');
    await first.fill('short');
    await second.fill('shorter');
    await press('Save the new password');
    expect(await page.locator('#again-problem').textContent()).toMatch(/not the same/);
    expect(await focused()).toBe('again');
    await second.fill('short');
    await press('Save the new password');
    await expect
      .poll(() => page.locator('#password-problem').textContent())
      .toBe('Must have at least 10 characters and be hard to guess.');
    expect(await focused()).toBe('password');
    expect(await first.getAttribute('type')).toBe('password');
    await page.getByLabel('Show what I type').check();
    expect([await first.getAttribute('type'), await second.getAttribute('type')]).toEqual(['text', 'text']);
    await first.fill('another flat white');
    await second.fill('another flat white');
    await press('Save the new password');
    await expect.poll(() => heading().textContent()).toBe('Your new password is set');
    expect(await page.getByText(/Sign in with your e-mail address/).isVisible()).toBe(true);
    expect(await signIn(email)).toBe(401);
    expect(await signIn(email, 'another flat white')).toBe(200);
    expect(asked.join()).not.toContain('token=');
  });

  test('with a used link says so, and has a new one sent', async () => {
    await page.goto(`${system.run.gatewayUrl}/account/reset-password#token=used`);
    await page.getByLabel('New password', { exact: true }).fill(password);
    await page.getByLabel('New password, once more').fill(password);
    await page.keyboard.press('Enter');
    await expect.poll(() => heading().textContent()).toBe('This link does not work any more');
    expect(await page.getByRole('button', { name: 'Send me a link' }).isVisible()).toBe(true);
  });
});

describe('whoever is invited', () => {
  /** Has the owner invite a new member of staff, and opens the mailed link. */
  async function invited(email: string, mailsBefore = 0): Promise<void> {
    const sippy = connect({ url: system.run.gatewayUrl });
    await sippy.signIn(system.owner);
    const { organisationId } = system.run.demo;
    const { staff } = await sippy.staff.createStaff({ organisationId, name: 'Ida', pin: '2580' });
    await sippy.staff.inviteStaff({ staffId: staff?.staffId ?? '', email });
    sippy.close();
    await page.goto(await mailedLink(email, mailsBefore));
    await press('Accept the invitation');
  }

  test('chooses a password where there is no account yet', async () => {
    const email = newEmail();
    await invited(email);
    await expect.poll(() => heading().textContent()).toBe('Choose a password');
    await page.getByLabel('New password', { exact: true }).fill(password);
    await page.getByLabel('New password, once more').fill(password);
    await press('Join the team');
    await expect.poll(() => heading().textContent()).toBe('Welcome to the team');
    expect(await signIn(email)).toBe(200);
  });

  test('joins with a press where there is one', async () => {
    const email = newEmail();
    await register(email);
    const token = new URL(await mailedLink(email)).hash.replace('#token=', '');
    expect(await call('verify', { token })).toBe(200);
    await invited(email, 1);
    await expect.poll(() => heading().textContent()).toBe('Welcome to the team');
    expect(await page.getByText(/password that you have already/).isVisible()).toBe(true);
  });
});

describe('every page, in each of its states', () => {
  const pages = ['verify', 'reset-password', 'forgot-password', 'invitation'];

  /** Goes through all states of a page, with its problems shown and an address that is as long as they come. */
  async function throughStates(name: string, look: (state: string) => Promise<void>): Promise<void> {
    await page.goto(`${system.run.gatewayUrl}/account/${name}#token=t`);
    await expect.poll(() => heading().count()).toBe(1);
    const states = await page.evaluate(() => {
      for (const problem of document.querySelectorAll<HTMLElement>('.problem')) {
        problem.hidden = false;
        problem.textContent = 'Must have at least 10 characters and be hard to guess.';
      }
      const address = document.getElementById('sent-to');
      if (address) address.textContent = `${'a'.repeat(60)}@example.com`;
      const parts = [...document.querySelectorAll<HTMLElement>('[data-when]')];
      return [...new Set(parts.flatMap((part) => part.dataset.when?.split(' ') ?? []))];
    });
    expect(states.length).toBeGreaterThan(1);
    for (const state of states) {
      await page.evaluate(
        `import('/account/page.ts').then(({ moveTo }) => moveTo(${JSON.stringify(state)}))`,
      );
      await look(state);
    }
  }

  test('has nothing that axe objects to in light and dark colours, and fits a screen of 360 px with text of twice the size', async () => {
    const found: unknown[] = [];
    for (const name of pages)
      await throughStates(name, async (state) => {
        await page.emulateMedia({ colorScheme: 'light' });
        const light = await objections(page);
        await page.emulateMedia({ colorScheme: 'dark' });
        const dark = await objections(page, ofColours);
        const tooWide = await page.evaluate(() => {
          const { style } = document.documentElement;
          style.fontSize = '200%';
          const all = [...document.querySelectorAll('body, body *:not(input)')];
          const wide = all
            .filter((one) => one.scrollWidth > one.clientWidth && one.clientWidth > 0)
            .map((e) => e.outerHTML);
          style.fontSize = '';
          return wide;
        });
        if (light.length + dark.length + tooWide.length > 0)
          found.push({ name, state, light, dark, tooWide });
      });
    expect(found).toEqual([]);
    // Whose password it is, only the server knows.
    expect(complaints.filter((one) => !one.includes('should have (optionally hidden) username'))).toEqual([]);
  }, 60_000);

  test('is worked by keyboard alone, in the order in which it is read, with the focus to be seen', async () => {
    await page.goto(`${system.run.gatewayUrl}/account/reset-password#token=t`);
    await expect.poll(() => heading().count()).toBe(1);
    const stops: string[] = [];
    for (let stop = 0; stop < 4; stop++) {
      await page.keyboard.press('Tab');
      stops.push(await focused());
      const outline = await page.evaluate(
        () => getComputedStyle(document.activeElement as Element).outlineWidth,
      );
      expect(outline).toBe('3px');
    }
    expect(stops).toEqual(['password', 'again', 'reveal', 'BUTTON']);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    expect(await page.locator('#password').getAttribute('type')).toBe('text');
  });
});
