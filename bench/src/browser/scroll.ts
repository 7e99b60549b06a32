import type { Page } from 'playwright-core';

/** How smoothly something scrolled. */
export interface Scrolled {
  framesPerSecond: number;
  /** 95 of 100 frames came within so many milliseconds of the one before. */
  p95FrameMs: number;
}

/**
 * Scrolls what an element stands in down and up for some seconds, a step with every frame, by script: unlike a finger's scrolling, of which
 * the browser takes care beside the page, no frame comes before the page has done its work for it.
 */
export function scrollFor(page: Page, selector: string, seconds: number): Promise<Scrolled> {
  return page.evaluate(
    ({ selector, ms }) =>
      new Promise<Scrolled>((resolve, reject) => {
        let element = document.querySelector(selector);
        const scrolls = ({ scrollHeight, clientHeight }: Element) => scrollHeight > clientHeight + 40;
        while (element && !(scrolls(element) && /auto|scroll/.test(getComputedStyle(element).overflowY)))
          element = element.parentElement;
        if (!element) return reject(new Error(`nothing around ${selector} scrolls`));
        const area = element;
        const gaps: number[] = [];
        let step = 40;
        let begun: number | undefined;
        let last = 0;
        const frame = (now: number) => {
          if (begun === undefined) begun = now;
          else gaps.push(now - last);
          last = now;
          const before = area.scrollTop;
          area.scrollTop += step;
          if (area.scrollTop === before) step = -step;
          if (now - begun < ms) return requestAnimationFrame(frame);
          gaps.sort((a, b) => a - b);
          resolve({
            framesPerSecond: (gaps.length * 1000) / (now - begun),
            p95FrameMs: gaps[Math.floor(gaps.length * 0.95)] ?? Number.NaN,
          });
        };
        requestAnimationFrame(frame);
      }),
    { selector, ms: seconds * 1000 },
  );
}
