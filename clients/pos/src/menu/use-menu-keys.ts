import { isCommand, isCovered, useDocumentKeys } from '@sippy/ui/keys/document-keys';
import { type RefObject, useEffect, useState } from 'react';
import { categoryAt, digitOf, typeDigit } from './keys.ts';

/** What the keys of the menu do. */
export interface MenuKeys {
  /** Tiles on the page. */
  tileCount: number;
  /** Pages: what sells most and the categories. */
  pageCount: number;
  onTile(position: number): void;
  onPage(position: number): void;
}

/** How long the beginning of a tile's number is kept, in milliseconds. */
const forgetMs = 2500;

/**
 * Digits pick tiles, Shift and a key shows a page, a letter begins a search, wherever the focus is on the till but in a field
 * or a dialog. Returns what has been typed of a tile's number.
 */
export function useMenuKeys(
  panel: RefObject<HTMLElement | null>,
  search: RefObject<HTMLInputElement | null>,
  keys: MenuKeys,
): string {
  const [typed, setTyped] = useState('');
  useDocumentKeys((event) => {
    if (!isForTill(event, panel.current)) return;
    const page = event.shiftKey ? categoryAt(event.code, keys.pageCount) : undefined;
    const digit = event.shiftKey ? undefined : digitOf(event.code);
    if (page !== undefined) {
      setTyped('');
      keys.onPage(page);
    } else if (digit !== undefined) {
      const next = typeDigit(typed, digit, keys.tileCount);
      setTyped(next.typed);
      if (next.position !== undefined) keys.onTile(next.position);
    } else if (/^\p{L}$/u.test(event.key)) {
      setTyped('');
      // The letter goes into the field that has the focus now.
      search.current?.focus();
      return;
    } else return;
    event.preventDefault();
  });
  useEffect(() => {
    if (typed === '') return;
    const timer = setTimeout(() => setTyped(''), forgetMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return typed;
}

/** Whether a key is for the till itself: not for a field, a dialog over it or the browser. */
export function isForTill(event: KeyboardEvent, panel: Element | null): boolean {
  if (event.defaultPrevented || event.isComposing || isCommand(event)) return false;
  if (!panel || isCovered(panel)) return false;
  const target = event.target instanceof Element ? event.target : document.body;
  return !target.closest(
    'input:not([type="radio"]), textarea, select, [contenteditable], [role="combobox"], [role="spinbutton"]',
  );
}
