/** What holds for every screen in every look. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** A way through all screens of an app. */
export interface Walk {
  language: 'en' | 'fr' | 'ar';
  width: number;
  height: number;
  /** Whether each screen is seen in all colours and sizes before the next one is opened. */
  inAllLooks?: boolean;
}

/** The walks: one through all looks of each screen, the others for what a language alone decides. */
export const walks: readonly [string, Walk][] = [
  ['in all colours and sizes', { language: 'en', width: 1280, height: 800, inAllLooks: true }],
  ['from right to left', { language: 'ar', width: 1280, height: 800 }],
  ['in French on a tablet held upright', { language: 'fr', width: 800, height: 1280 }],
];

/** How a screen that is open is looked at, and by which of axe's rules it is judged then. */
interface Look {
  name: string;
  theme: 'light' | 'dark' | 'contrast';
  width: number;
  height: number;
  /** Of text, in per cent. */
  size: number;
  rules: readonly string[] | 'all';
  /** Whether axe judges the screens alone that are used most. */
  mainOnly?: boolean;
}

/** Rules of axe that a page can keep in some colours and break in others; the rest do not care for them. */
export const ofColours: readonly string[] = ['color-contrast', 'link-in-text-block'];
/** The same of sizes. */
const ofSizes = ['scrollable-region-focusable'];

const usual: Look = { name: 'light', theme: 'light', width: 1280, height: 800, size: 100, rules: 'all' };
const looks: readonly Look[] = [
  usual,
  { ...usual, name: 'dark', theme: 'dark', width: 1024, height: 768, rules: [...ofColours, ...ofSizes] },
  {
    ...{ ...usual, name: 'high contrast', theme: 'contrast', width: 1920, height: 1080, mainOnly: true },
    rules: [...ofColours, 'color-contrast-enhanced'],
  },
  { ...usual, name: 'text of 200 %', size: 200, rules: ofSizes, mainOnly: true },
  { ...usual, name: 'upright', width: 800, height: 1280, rules: [] },
];

/** Sets a page's language and size before it is opened. Its colours are light ones. */
export async function lookAt(page: Page, { language, width, height }: Walk) {
  await page.setViewportSize({ width, height });
  await page.addInitScript((spoken) => {
    localStorage.setItem('sippy.theme', 'light');
    localStorage.setItem('sippy.language', spoken);
  }, language);
}

/**
 * What is wrong with a screen that is open: what axe objects to, and what `cutOff` finds in one of its sizes. A screen
 * that is not one of the main ones is judged by axe in light and dark colours alone.
 */
export async function faultsOf(
  page: Page,
  walk: Walk,
  isMain: boolean,
  cutOff: (page: Page) => Promise<unknown[]> = tooWide,
): Promise<unknown[]> {
  if (!walk.inAllLooks) return [...(await cutOff(page)), ...(isMain ? await objections(page) : [])];
  const faults: unknown[] = [];
  for (const look of looks) {
    await show(page, look);
    const found = await cutOff(page);
    if (isMain || !look.mainOnly) found.push(...(await objections(page, look.rules)));
    if (found.length > 0) faults.push({ look: look.name, found });
  }
  await show(page, usual);
  return faults;
}

/** Changes how an open page looks, and waits until it has been drawn so. */
async function show(page: Page, { theme, size, width, height }: Look): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.evaluate(
    ([shown, percent]) => {
      document.documentElement.dataset.theme = shown;
      document.documentElement.style.fontSize = `${percent}%`;
      return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    },
    [theme, size] as const,
  );
}

/** What axe objects to on a page as it is now or within a part of it, by all its usual rules or by these. */
export async function objections(
  page: Page,
  rules: readonly string[] | 'all' = 'all',
  within = 'html',
): Promise<unknown[]> {
  if (rules.length === 0) return [];
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const options = JSON.stringify({
    resultTypes: ['violations'],
    // What lies over a page is beside its landmarks.
    rules: { region: { enabled: within === 'html' } },
    ...(rules === 'all' ? {} : { runOnly: { type: 'rule', values: rules } }),
  });
  return page.evaluate<unknown[]>(`axe.run('${within}', ${options}).then(({ violations }) => violations.map(
    ({ id, nodes }) => [id, ...nodes.slice(0, 3).map(({ html, failureSummary }) => html + ' ' + failureSummary)]))`);
}

/** By how many pixels a page is wider than its window, if it is. */
export async function tooWide(page: Page): Promise<unknown[]> {
  const wider = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  return wider > 0 ? [`${wider} pixels too wide`] : [];
}

/** Words of a screen's catalogue, by `file` such as `pos/src/text` and key, as a pattern without what is filled in. */
export function wordsOf(file: string, language: Walk['language'] = 'en'): (key: string) => RegExp {
  const path = join(import.meta.dirname, '..', 'clients', file, `${language}.json`);
  const catalogue = JSON.parse(readFileSync(path, 'utf8')) as unknown;
  return (key) => {
    let found = catalogue;
    for (const part of key.split('.')) found = (found as Record<string, unknown> | undefined)?.[part];
    if (typeof found !== 'string') throw new Error(`${file} has no words for ${key}`);
    const parts = found.split(/\{\{.*?\}\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(parts.join('.*'));
  };
}
