/** When something is to be seen on a page. */
import type { BrowserContext, Page } from 'playwright-core';

interface Noted {
  seenAt?: Record<string, number>;
  keyAt?: number;
}

/**
 * From now on, also over reloads, the page notes when something that matches is there and painted for the first time, by the
 * clock of the machine: `name` gives it its name.
 */
export async function noteSeen(page: Page, selector: string, attribute: string): Promise<void> {
  await page.addInitScript(note, { selector, attribute });
  await page.evaluate(note, { selector, attribute });
}

/** The moment when what has that name was seen, in milliseconds since 1970; waits for it. */
export async function seenAt(page: Page, name: string): Promise<number> {
  const at = await page.waitForFunction((one) => (globalThis as Noted).seenAt?.[one], name, { polling: 20 });
  return (await at.jsonValue()) ?? Number.NaN;
}

/** Milliseconds from the last key pressed in a page until what has that name was seen. */
export async function sinceKey(page: Page, name: string): Promise<number> {
  const at = await seenAt(page, name);
  return at - (await page.evaluate(() => (globalThis as Noted).keyAt ?? Number.NaN));
}

/** Milliseconds from the beginning of loading a page of a browser that has been there before until something is seen. */
export async function startMs(
  context: BrowserContext,
  url: string,
  seen: { selector: string; attribute: string; name: string; slower: number },
): Promise<number> {
  const page = await context.newPage();
  try {
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: seen.slower });
    await page.addInitScript(note, seen);
    await page.goto(url);
    const at = await seenAt(page, seen.name);
    return at - (await page.evaluate(() => performance.timeOrigin));
  } finally {
    await page.close();
  }
}

/** Runs in the page. */
function note({ selector, attribute }: { selector: string; attribute: string }): void {
  const noted = globalThis as Noted;
  noted.seenAt = {};
  const known = new Set<string>();
  const look = () => {
    for (const element of document.querySelectorAll(selector)) {
      const name = element.getAttribute(attribute) ?? '';
      if (known.has(name)) continue;
      known.add(name);
      requestAnimationFrame(() => {
        // Sent within the frame, it comes when that is painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          if (noted.seenAt) noted.seenAt[name] = performance.timeOrigin + performance.now();
        };
        port2.postMessage(undefined);
      });
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  addEventListener(
    'keydown',
    (event) => {
      noted.keyAt = performance.timeOrigin + event.timeStamp;
      // What is shown from here on is seen anew.
      noted.seenAt = {};
      known.clear();
    },
    { capture: true },
  );
  look();
}
