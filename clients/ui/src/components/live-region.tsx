import { classes } from '../style/classes.ts';
import { afterPaint } from '../timing/after-paint.ts';
import styles from './live-region.module.css';

const regions = new Map<'polite' | 'assertive', HTMLElement>();

/**
 * Has screen readers say a sentence that no eye needs, such as "Flat white added". `assertive` interrupts what is being
 * said.
 */
export function say(sentence: string, how: 'polite' | 'assertive' = 'polite'): void {
  // What is seen comes first.
  afterPaint(() => {
    const region = regionOf(how);
    // The same sentence twice is a change only if something was taken away in between.
    region.textContent = '';
    requestAnimationFrame(() => {
      region.textContent = sentence;
    });
  });
}

function regionOf(how: 'polite' | 'assertive'): HTMLElement {
  let region = regions.get(how);
  if (!region) {
    region = document.createElement('div');
    region.className = classes(styles.region);
    region.setAttribute('aria-live', how);
    document.body.append(region);
    regions.set(how, region);
  }
  return region;
}
