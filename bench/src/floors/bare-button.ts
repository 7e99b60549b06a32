/** What React and the browser alone need for a tap: a page with one button that counts. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { slowCpu, startTapClock, tap } from '../browser/tap-clock.ts';

/** Taps the button so many times on a CPU slowed `slower` times: milliseconds until each was seen. */
export async function bareTaps(browser: Browser, count: number, slower: number): Promise<number[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, hasTouch: true });
  try {
    const page = await context.newPage();
    await page.setContent('<!doctype html><div id="root"></div>');
    await page.addScriptTag({ content: await bundled(), type: 'module' });
    await page.locator('button').waitFor();
    await startTapClock(page);
    await slowCpu(page, slower);
    const taps: number[] = [];
    for (let n = 0; n < count; n++) taps.push(await tap(page, 'button'));
    return taps;
  } finally {
    await context.close();
  }
}

async function bundled(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    build: { write: false, rolldownOptions: { input: join(import.meta.dirname, 'bare-button-page.ts') } },
  });
  const [output] = [built].flat();
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (chunk?.type !== 'chunk') throw new Error('the page of the bare button was not built');
  return chunk.code;
}
