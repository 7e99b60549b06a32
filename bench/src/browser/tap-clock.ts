/** How long a tap takes until it is seen, measured in the page itself. */
import type { CDPSession, Page } from 'playwright-core';

/** Layout shift, as the browser scores it: 0 if nothing moved. */
export interface Shift {
  /** What moved by itself: more than half a second after a tap. */
  unasked: number;
  /** What moved right after a tap, which browsers excuse: such as an amount that becomes wider. */
  asked: number;
}

interface Clocked {
  tapClock: { next: Promise<number>; seen(ms: number): void; shift: Shift; shows: string; text: string };
}

/**
 * Taps the middle of an element and waits until that is seen: milliseconds.
 *
 * The clock starts with the time stamp of `pointerdown`. React commits what a click did before the browser's next frame; a
 * message that is posted within that frame's `requestAnimationFrame` arrives as soon as style, layout and paint of it are
 * done. The browser's own Event Timing measures much the same, but rounds to 8 ms and passes over what takes less than 16.
 *
 * `shows` is what that very frame has to show with another text; otherwise this throws.
 */
export async function tap(page: Page, selector: string, shows?: string): Promise<number> {
  const target = { selector, shows: shows ?? '' };
  const [x, y, before] = await page.evaluate(({ selector, shows }) => {
    const { tapClock } = globalThis as unknown as Clocked;
    tapClock.shows = shows;
    tapClock.next = new Promise((resolve) => {
      tapClock.seen = resolve;
    });
    const box = document.querySelector(selector)?.getBoundingClientRect();
    if (!box) throw new Error(`${selector} is not there`);
    const before = (shows && document.querySelector(shows)?.textContent) || '';
    return [box.x + box.width / 2, box.y + box.height / 2, before] as const;
  }, target);
  await page.touchscreen.tap(x, y);
  const [ms, after] = await page.evaluate(async () => {
    const { tapClock } = globalThis as unknown as Clocked;
    return [await tapClock.next, tapClock.text] as const;
  });
  if (shows && after === before) throw new Error(`the frame after a tap on ${selector} has the old ${shows}`);
  return ms;
}

/** Starts the clock in a page, for as long as it is not loaded anew. */
export async function startTapClock(page: Page): Promise<void> {
  await page.evaluate(() => {
    const clock: Clocked['tapClock'] = {
      next: Promise.resolve(0),
      seen: () => {},
      shift: { unasked: 0, asked: 0 },
      shows: '',
      text: '',
    };
    (globalThis as unknown as Clocked).tapClock = clock;
    let down = 0;
    const capture = { capture: true };
    addEventListener('pointerdown', (event) => (down = event.timeStamp), capture);
    addEventListener(
      'click',
      () =>
        requestAnimationFrame(() => {
          clock.text = (clock.shows && document.querySelector(clock.shows)?.textContent) || '';
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => clock.seen(performance.now() - down);
          port2.postMessage(undefined);
        }),
      capture,
    );
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as unknown as { value: number; hadRecentInput: boolean };
        clock.shift[hadRecentInput ? 'asked' : 'unasked'] += value;
      }
    }).observe({ type: 'layout-shift' });
  });
}

/** Layout shift since the clock was started. */
export function shiftSinceStart(page: Page): Promise<Shift> {
  return page.evaluate(() => (globalThis as unknown as Clocked).tapClock.shift);
}

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** Slows the page's main thread so many times; 1 undoes it. A slowed page uses a core also while it does nothing. */
export async function slowCpu(page: Page, rate: number): Promise<void> {
  const session = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, session);
  await (await session).send('Emulation.setCPUThrottlingRate', { rate });
}
