import { classes } from '../style/classes.ts';
import styles from './live-region.module.css';

type How = 'polite' | 'assertive';
type Sentence = string | (() => string);

const regions = new Map<How, HTMLElement>();
const waiting = new Map<How, Sentence[]>();
/** What is said within so many milliseconds is written together: quick taps do not wait for frames in which nobody sees anything. */
const togetherMs = 150;

/**
 * Has screen readers say a sentence that no eye needs, such as "Flat white added"; a function is asked for it when its turn
 * comes. `assertive` interrupts what is being said.
 */
export function say(sentence: Sentence, how: How = 'polite'): void {
  const others = waiting.get(how);
  if (others) return void others.push(sentence);
  const sentences = [sentence];
  waiting.set(how, sentences);
  setTimeout(() => {
    waiting.delete(how);
    const text = sentences.map((one) => (typeof one === 'string' ? one : one())).join('. ');
    const region = regionOf(how);
    const write = () => {
      region.textContent = text;
    };
    if (region.textContent !== '' && region.textContent !== text) return write();
    // A region that is new, or says the same already, is heard only if the sentence comes as a change.
    region.textContent = '';
    requestAnimationFrame(write);
  }, togetherMs);
}

function regionOf(how: How): HTMLElement {
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
