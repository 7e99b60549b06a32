/** What holds for every screen in every look. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** How a screen is looked at. */
export interface Look {
  theme?: 'light' | 'dark' | 'contrast';
  language?: 'en' | 'fr' | 'ar';
  /** Of text, in per cent. */
  size?: number;
  width?: number;
  height?: number;
}

/** The looks that a screen is gone through in; axe looks at all of it where `all` says so, else at what is used most. */
export const looks: readonly [string, Look & { all?: boolean }][] = [
  ['in light colours', { theme: 'light', all: true }],
  ['in dark colours', { theme: 'dark', width: 1024, height: 768, all: true }],
  ['in high contrast', { theme: 'contrast', width: 1920, height: 1080 }],
  ['from right to left', { language: 'ar' }],
  ['in French on a tablet held upright', { language: 'fr', width: 800, height: 1280 }],
  ['with text of 200 %', { size: 200 }],
];

/** Sets a page's theme, language and size of text, before it is opened. */
export async function lookAt(page: Page, { theme, language, size, width = 1280, height = 800 }: Look) {
  await page.setViewportSize({ width, height });
  await page.addInitScript(
    ([shown, spoken, percent]) => {
      if (shown) localStorage.setItem('sippy.theme', shown);
      if (spoken) localStorage.setItem('sippy.language', spoken);
      addEventListener('DOMContentLoaded', () => {
        document.documentElement.style.fontSize = `${percent}%`;
      });
    },
    [theme ?? '', language ?? '', String(size ?? 100)],
  );
}

/** What axe objects to on a page as it is now; where high contrast was asked for, contrasts below 7 too. */
export async function objections(page: Page, { theme }: Look = {}): Promise<unknown[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const rules = JSON.stringify({ 'color-contrast-enhanced': { enabled: theme === 'contrast' } });
  return page.evaluate<unknown[]>(`axe.run({ rules: ${rules} }).then(({ violations }) => violations.map(
    ({ id, nodes }) => [id, ...nodes.slice(0, 3).map(({ html, failureSummary }) => html + ' ' + failureSummary)]))`);
}

/** By how many pixels a page is wider than its window. */
export function tooWide(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return Math.max(0, scrollWidth - clientWidth);
  });
}

/** Words of a screen's catalogue, by `file` such as `pos/src/text` and key, as a pattern without what is filled in. */
export function wordsOf(file: string, language: Look['language'] = 'en'): (key: string) => RegExp {
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
