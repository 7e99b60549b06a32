import { useLayoutEffect, useRef } from 'react';

/**
 * Hears every key that is pressed on the page, with the `press` of the last rendering. It listens from the moment that its
 * part is in the page: who sees a screen and types at once loses no key.
 */
export function useDocumentKeys(press: (event: KeyboardEvent) => void, isActive = true): void {
  const latest = useRef(press);
  useLayoutEffect(() => {
    latest.current = press;
  });
  useLayoutEffect(() => {
    if (!isActive) return;
    const hear = (event: KeyboardEvent) => latest.current(event);
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [isActive]);
}

/** Whether something lies over an element, such as a dialog, so that keys are not for it. */
export function isCovered(element: Element): boolean {
  return element.closest('[inert], [aria-hidden="true"], [data-base-ui-inert]') !== null;
}

/** Whether a key is pressed with one that makes it a command of the browser. */
export function isCommand({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey;
}
