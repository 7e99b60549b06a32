/** The Enter after a PIN whose last digit has signed in already: it belongs to the PIN, not to the screen that follows. */

/** For so long after signing in it is still the PIN's, in milliseconds. */
const withinMs = 1_000;

/** An Enter that is waited for. */
export interface StrayEnter {
  /** The PIN was right: what is pressed later than a moment after this is meant for the new screen. */
  signedIn(): void;
  /** The PIN was wrong: Enter counts again. */
  end(): void;
}

/**
 * Keeps the next Enter from everybody, held down or not. Any other key or a touch before it ends that: whoever goes on has
 * seen where they are.
 */
export function keepStrayEnter(page: EventTarget = window): StrayEnter {
  let isKept = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    clearTimeout(timer);
    page.removeEventListener('keydown', hear, { capture: true });
    page.removeEventListener('pointerdown', end, { capture: true });
  };
  const hear = (event: Event) => {
    const { key, repeat } = event as KeyboardEvent;
    if (key !== 'Enter' || (isKept && !repeat)) return end();
    isKept = true;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  page.addEventListener('keydown', hear, { capture: true });
  page.addEventListener('pointerdown', end, { capture: true });
  return {
    signedIn() {
      timer = setTimeout(() => !isKept && end(), withinMs);
    },
    end,
  };
}
