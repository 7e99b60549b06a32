import { type RefObject, useEffect, useRef } from 'react';

/** What the keys of a product's dialog do. */
export interface ProductKeys {
  /** A letter or digit; answers whether it is an option's. */
  onOption(key: string): boolean;
  /** + and −. */
  onStep(step: number): void;
  /** = */
  onAgain(): void;
}

/** Options by their key, n for the note, + and − for the quantity, = for the same again; not while one writes. */
export function useProductKeys(body: RefObject<HTMLElement | null>, keys: ProductKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!body.current || body.current.closest('[inert], [aria-hidden="true"], [data-base-ui-inert]'))
        return;
      const target = event.target instanceof Element ? event.target : document.body;
      if (target.closest('input:not([type="radio"]), textarea')) return;
      const { onOption, onStep, onAgain } = latest.current;
      const letter = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
      const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
      if (event.key === '+') onStep(1);
      else if (event.key === '-') onStep(-1);
      else if (event.key === '=') onAgain();
      else if (letter === 'n') body.current.querySelector<HTMLElement>('[data-note]')?.focus();
      else if (!onOption(letter ?? digit ?? '')) return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [body]);
}
