import { useLayoutEffect, useRef } from 'react';
import { flushSync } from 'react-dom';
import { isCommand } from './document-keys.ts';
import { type ScanKey, scanGapMs, takeKey } from './scan.ts';

/** A key of the page, and where it was pressed. */
interface HeldKey extends ScanKey {
  readonly event: KeyboardEvent;
}

/** Where a scanner is listened for. */
export interface ScannerPlace {
  /**
   * Whether a key may be a scanner's. `field`: it was typed into a field of the place, which has what it had before again
   * when it was a scan.
   */
  isFor(event: KeyboardEvent): 'page' | 'field' | undefined;
  onScan(text: string): void;
}

/**
 * Takes a scanner's burst of keys for what it is, wherever the focus is: neither shortcuts nor fields get any of it. A key
 * that a hand pressed is heard as soon as it is known to be one, at most 40 ms later.
 */
export function useScanner(place: ScannerPlace): void {
  const latest = useRef(place);
  useLayoutEffect(() => {
    latest.current = place;
  });
  useLayoutEffect(() => {
    let held: readonly HeldKey[] = [];
    let field: { input: HTMLInputElement; value: string } | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const release = (keys: readonly HeldKey[]) => {
      if (!field) for (const { event } of keys) pressAgain(event);
    };
    const give = () => {
      clearTimeout(timer);
      const keys = held;
      held = [];
      release(keys);
      field = undefined;
    };
    const hear = (event: KeyboardEvent) => {
      if (again.has(event) || event.isComposing) return;
      const where = isCommand(event) ? undefined : latest.current.isFor(event);
      clearTimeout(timer);
      if (!where) return give();
      const step = takeKey(held, {
        event,
        key: event.key,
        code: event.code,
        at: event.timeStamp,
        repeat: event.repeat,
      });
      release(step.released);
      if (step.released.length > 0 || held.length === 0)
        field = where === 'field' ? fieldOf(event) : undefined;
      held = step.held;
      let isHeard = step.passes || (field !== undefined && step.scanned === undefined);
      // A key that was pressed again may have moved the focus: what follows it goes there too.
      if (isHeard && step.released.length > 0 && isElsewhere(event)) {
        isHeard = false;
        pressAgain(event);
      }
      if (!isHeard) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
      if (held.length > 0) timer = setTimeout(give, scanGapMs);
      if (step.scanned === undefined) return;
      if (field) setText(field.input, field.value);
      field = undefined;
      latest.current.onScan(step.scanned);
    };
    window.addEventListener('keydown', hear, { capture: true });
    // What a hand pressed before it pointed somewhere is heard before that.
    for (const kind of pointing) window.addEventListener(kind, give, { capture: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', hear, { capture: true });
      for (const kind of pointing) window.removeEventListener(kind, give, { capture: true });
    };
  }, []);
}

/** A click comes without a pointer from whoever works the page by voice or a switch. */
const pointing = ['pointerdown', 'click'] as const;

const again = new WeakSet<Event>();

/** Presses a key that was held back: whoever has the focus hears it, and it is drawn before the next one. */
function pressAgain({ key, code, shiftKey, location }: KeyboardEvent): void {
  const event = new KeyboardEvent('keydown', {
    ...{ key, code, shiftKey, location },
    ...{ bubbles: true, cancelable: true, composed: true },
  });
  again.add(event);
  const isFree = flushSync(() => (document.activeElement ?? document.body).dispatchEvent(event));
  const input = document.activeElement;
  const isText = [...key].length === 1;
  if (isFree && isText && input instanceof HTMLInputElement) flushSync(() => insert(input, key));
}

function isElsewhere({ target }: KeyboardEvent): boolean {
  return target !== (document.activeElement ?? document.body);
}

function fieldOf({ target }: KeyboardEvent) {
  return target instanceof HTMLInputElement ? { input: target, value: target.value } : undefined;
}

function insert(input: HTMLInputElement, text: string): void {
  input.setRangeText(text, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end');
  input.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText' }));
}

function setText(input: HTMLInputElement, value: string): void {
  input.setRangeText(value, 0, input.value.length, 'end');
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
