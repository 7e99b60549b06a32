import { isCommand, isCovered, useDocumentKeys } from '@sippy/ui/keys/document-keys';
import type { RefObject } from 'react';

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
export function useProductKeys(
  body: RefObject<HTMLElement | null>,
  { onOption, onStep, onAgain }: ProductKeys,
): void {
  useDocumentKeys((event) => {
    if (event.defaultPrevented || isCommand(event)) return;
    if (!body.current || isCovered(body.current)) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest('input:not([type="radio"]), textarea')) return;
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    if (event.key === '+') onStep(1);
    else if (event.key === '-') onStep(-1);
    else if (event.key === '=') onAgain();
    else if (letter === 'n') body.current.querySelector<HTMLElement>('[data-note]')?.focus();
    else if (!onOption(letter ?? digit ?? '')) return;
    event.preventDefault();
  });
}
