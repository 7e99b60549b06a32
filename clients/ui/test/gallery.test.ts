import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium } from '../../../test/chromium.ts';
import { faultsOf, objections, tooWide, type Walk, walks } from '../../../test/screen-rules.ts';
import { type GallerySite, startGallery } from './gallery-site.ts';

let site: GallerySite;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];
/** Whether the page is as a test may leave it: in English, with nothing over it. */
let isClean = false;

beforeAll(async () => {
  [site, browser] = await Promise.all([startGallery(), launchChromium()]);
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  page = await context.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(site.url);
  isClean = true;
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

beforeEach(async () => {
  if (!isClean) await open();
});
afterEach(({ task }) => {
  if (task.result?.errors?.length) isClean = false;
  expect(complaints.splice(0)).toEqual([]);
});

/** Opens the gallery afresh. */
async function open(language: Walk['language'] = 'en') {
  await page.evaluate((spoken) => {
    localStorage.setItem('sippy.theme', 'light');
    localStorage.setItem('sippy.language', spoken);
  }, language);
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  isClean = language === 'en';
}

const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click();

test.each(walks)(
  'the gallery %s fits into the width, in its language and direction, and axe objects to nothing',
  async (_, walk) => {
    const { language, width, height } = walk;
    if (language !== 'en') await open(language);
    await page.setViewportSize({ width, height });
    const root = await page.evaluate(() => {
      const { lang, dir } = document.documentElement;
      return { lang, dir };
    });
    expect(root).toEqual({ lang: language, dir: language === 'ar' ? 'rtl' : 'ltr' });
    expect(await faultsOf(page, walk, language !== 'fr')).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  },
  60_000,
);

test('the gallery fits into a narrow screen', async () => {
  await page.setViewportSize({ width: 360, height: 800 });
  expect(await tooWide(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });
});

describe('what lies over the page', () => {
  const overlays = ['Dialog', 'Question', 'Side panel', 'Reason'];

  test.each(overlays)(
    '%s: axe objects to nothing, Escape closes it and gives the focus back',
    async (name) => {
      await press(name);
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      expect(await objections(page, 'all', '[role="dialog"]')).toEqual([]);
      expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(name);
    },
  );

  test('a dialog has its first focus on what it is for, not on its cross', async () => {
    await press('Question');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('a reason that is none of those given needs a note', async () => {
    await press('Reason');
    const confirm = page.getByRole('dialog').getByRole('button', { name: 'Void the line' });
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByRole('radio', { name: 'Mistake' }).check();
    expect(await confirm.isEnabled()).toBe(true);
    await page.getByRole('radio', { name: 'Other' }).check();
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByLabel('Note: say why').fill('Dropped');
    expect(await confirm.isEnabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('a list opens and is chosen from by keyboard alone', async () => {
    const select = page.getByRole('combobox', { name: 'Milk' }).first();
    await select.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor();
    expect(await objections(page, 'all', '[role="listbox"]')).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => select.textContent()).toBe('Oat');
  });
});

describe('messages that go by themselves', () => {
  test('are spoken, and can be taken back', async () => {
    await press('The receipt could not be sent. Check the address.');
    // What is urgent is read out at once; its buttons are for screen readers once the focus is on it.
    const close = page.locator('button[aria-label="Close message"]');
    await close.click();
    await expect.poll(() => close.count()).toBe(0);
    await press('Flat white removed');
    // What is pointed at stays.
    await page.getByRole('button', { name: 'Undo' }).hover();
    expect(await objections(page, 'all', '[role="region"]')).toEqual([]);
    await press('Undo');
    await expect.poll(() => page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  }, 60_000);
});

describe('by keyboard', () => {
  test('digits, Backspace and Enter go to the number pad unless a field has the focus', async () => {
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
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, [role="combobox"], [role="tab"], label:has(input), [type="text"]')]
      .map((element) => ({ name: element.outerHTML.slice(0, 90), box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.height < 46 || box.width < 46))
      .map(({ name, box }) => `${Math.round(box.width)} × ${Math.round(box.height)} ${name}`),
  );
  expect(small).toEqual([]);
});

test('a code that is refused is said so, in the language of the reader', async () => {
  await open('fr');
  await press('Associer un appareil');
  expect(await objections(page)).toEqual([]);
  const code = page.getByLabel('Code d’association');
  await code.fill('k7qf2m9x');
  expect(await code.inputValue()).toBe('K7QF-2M9X');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByText('Ce code a déjà servi').count()).toBe(1);
});

test('the chosen language and colours are kept over a reload', async () => {
  isClean = false;
  await page.getByRole('radio', { name: 'Dark' }).first().check();
  await page.getByRole('combobox', { name: 'Language' }).first().click();
  await page.getByRole('option', { name: 'العربية' }).click();
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('المكوّنات');
  await page.reload();
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('المكوّنات');
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
});

test('on paper there is the receipt and nothing else', async () => {
  await page.emulateMedia({ media: 'print' });
  const printed = await page.evaluate(() =>
    document.body.innerText.split('\n').filter((line) => line.trim()),
  );
  expect(printed).toEqual(['Receipt A17', 'Flat white, oat', '€4.75']);
  await page.emulateMedia({ media: 'screen' });
});
