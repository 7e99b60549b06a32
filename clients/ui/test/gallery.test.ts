import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { type GallerySite, startGallery } from './gallery-site.ts';

let site: GallerySite;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [site, browser] = await Promise.all([startGallery(), launchChromium()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  page = await context.newPage();
  complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterEach(async () => {
  await context?.close();
  expect(complaints).toEqual([]);
});

interface Look {
  theme?: string;
  language?: string;
  /** Of text, in per cent. */
  size?: number;
  width?: number;
}

async function open({ theme = 'light', language = 'en', size = 100, width = 1280 }: Look = {}) {
  await page.setViewportSize({ width, height: 800 });
  await page.addInitScript(
    ([shown, spoken]) => {
      localStorage.setItem('sippy.theme', shown ?? '');
      localStorage.setItem('sippy.language', spoken ?? '');
    },
    [theme, language],
  );
  await page.goto(site.url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate(`document.documentElement.style.fontSize = '${size}%'`);
}

const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click();

/** What axe objects to, on the whole page or within a part of it. Contrast of 7 is asked for where high contrast is. */
async function objections({ contrast = false, within = 'html' } = {}): Promise<unknown> {
  await page.evaluate(axe.source);
  const rules = JSON.stringify({
    'color-contrast-enhanced': { enabled: contrast },
    // What lies over the page is beside its landmarks.
    region: { enabled: within === 'html' },
  });
  return page.evaluate(`axe.run('${within}', { rules: ${rules} }).then(({ violations }) => violations.map(
    ({ id, nodes }) => [id, ...nodes.slice(0, 5).map(({ html, failureSummary }) => html + ' ' + failureSummary)]))`);
}

const looks: readonly [string, Look & { noAxe?: boolean }][] = [
  ['in light colours', {}],
  ['in dark colours', { theme: 'dark' }],
  ['in high contrast', { theme: 'contrast' }],
  ['from right to left', { language: 'ar' }],
  ['in French', { language: 'fr', noAxe: true }],
  ['with text of 200 %', { size: 200 }],
  ['on a narrow screen', { width: 360, noAxe: true }],
];

describe.each(looks)('the gallery %s', (_, look) => {
  test('fits into the width, in its language and direction, and axe objects to nothing', async () => {
    await open(look);
    const root = await page.evaluate(() => {
      const { scrollWidth, clientWidth, lang, dir } = document.documentElement;
      return { tooWide: scrollWidth - clientWidth, lang, dir };
    });
    const { language = 'en' } = look;
    expect(root).toEqual({ tooWide: 0, lang: language, dir: language === 'ar' ? 'rtl' : 'ltr' });
    if (look.noAxe) return;
    expect(await objections({ contrast: look.theme === 'contrast' })).toEqual([]);
  });
});

describe('what lies over the page', () => {
  const overlays = ['Dialog', 'Question', 'Side panel', 'Reason'];

  test.each(overlays)(
    '%s: axe objects to nothing, Escape closes it and gives the focus back',
    async (name) => {
      await open();
      await press(name);
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      expect(await objections({ within: '[role="dialog"]' })).toEqual([]);
      expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(name);
    },
  );

  test('a dialog has its first focus on what it is for, not on its cross', async () => {
    await open();
    await press('Question');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
  });

  test('a reason that is none of those given needs a note', async () => {
    await open();
    await press('Reason');
    const confirm = page.getByRole('dialog').getByRole('button', { name: 'Void the line' });
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByRole('radio', { name: 'Mistake' }).check();
    expect(await confirm.isEnabled()).toBe(true);
    await page.getByRole('radio', { name: 'Other' }).check();
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByLabel('Note: say why').fill('Dropped');
    expect(await confirm.isEnabled()).toBe(true);
  });

  test('a list opens and is chosen from by keyboard alone', async () => {
    await open();
    const select = page.getByRole('combobox', { name: 'Milk' }).first();
    await select.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor();
    expect(await objections({ within: '[role="listbox"]' })).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => select.textContent()).toBe('Oat');
  });
});

describe('messages that go by themselves', () => {
  test('are spoken, and can be taken back', async () => {
    await open();
    await press('The receipt could not be sent. Check the address.');
    // What is urgent is read out at once; its buttons are for screen readers once the focus is on it.
    const close = page.locator('button[aria-label="Close message"]');
    await close.click();
    await expect.poll(() => close.count()).toBe(0);
    await press('Flat white removed');
    // What is pointed at stays.
    await page.getByRole('button', { name: 'Undo' }).hover();
    expect(await objections({ within: '[role="region"]' })).toEqual([]);
    await press('Undo');
    await expect.poll(() => page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  }, 60_000);
});

describe('by keyboard', () => {
  test('digits, Backspace and Enter go to the number pad unless a field has the focus', async () => {
    await open();
    const shown = () => page.getByText(/^€\d/).first().textContent();
    await page.keyboard.type('1234');
    await page.keyboard.press('Backspace');
    expect(await shown()).toBe('€1.23');
    await page.getByLabel('Name on the order').fill('');
    await page.keyboard.type('9');
    expect(await shown()).toBe('€1.23');
    await page.getByLabel('Name on the order').blur();
    await page.keyboard.press('Enter');
    expect(await shown()).toBe('€5.25');
  });

  test('a quantity goes up and down within its bounds', async () => {
    await open();
    const quantity = page.getByRole('spinbutton').first();
    await quantity.focus();
    await page.keyboard.press('ArrowUp');
    expect(await quantity.getAttribute('aria-valuenow')).toBe('3');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    expect(await quantity.getAttribute('aria-valuenow')).toBe('20');
    await page.keyboard.press('Home');
    expect(await page.getByRole('button', { name: 'One less' }).first().isDisabled()).toBe(true);
  });
});

test('everything that is pressed is at least 48 pixels high and wide', async () => {
  await open();
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, [role="combobox"], [role="tab"], label:has(input), [type="text"]')]
      .map((element) => ({ name: element.outerHTML.slice(0, 90), box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.height < 46 || box.width < 46))
      .map(({ name, box }) => `${Math.round(box.width)} × ${Math.round(box.height)} ${name}`),
  );
  expect(small).toEqual([]);
});

test('a code that is refused is said so, in the language of the reader', async () => {
  await open({ language: 'fr' });
  await press('Associer un appareil');
  expect(await objections()).toEqual([]);
  const code = page.getByLabel('Code d’association');
  await code.fill('k7qf2m9x');
  expect(await code.inputValue()).toBe('K7QF-2M9X');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByText('Ce code a déjà servi').count()).toBe(1);
});

test('the chosen language and colours are kept over a reload', async () => {
  await page.goto(site.url);
  await page.getByRole('radio', { name: 'Dark' }).first().check();
  await page.getByRole('combobox', { name: 'Language' }).first().click();
  await page.getByRole('option', { name: 'العربية' }).click();
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('المكوّنات');
  await page.reload();
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('المكوّنات');
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
});

test('on paper there is the receipt and nothing else', async () => {
  await open();
  await page.emulateMedia({ media: 'print' });
  const printed = await page.evaluate(() =>
    document.body.innerText.split('\n').filter((line) => line.trim()),
  );
  expect(printed).toEqual(['Receipt A17', 'Flat white, oat', '€4.75']);
});
