import { useDocumentKeys } from '@sippy/ui/keys/document-keys';
import type { RefObject } from 'react';
import { isForTill } from '../menu/use-menu-keys.ts';
import type { LineAction } from './line-actions.ts';

/** What the keys of the cart do. */
export interface CartKeys {
  onAction(action: LineAction): void;
  onPay(): void;
  onKeep(): void;
}

const actions: Readonly<Record<string, LineAction>> = {
  '+': 'more',
  '-': 'less',
  '=': 'again',
  Delete: 'remove',
  Backspace: 'remove',
};

/** + − = and Delete change the selected line, Enter pays, F2 keeps the check open; not in a field or behind a dialog. */
export function useCartKeys(
  panel: RefObject<HTMLElement | null>,
  { onAction, onPay, onKeep }: CartKeys,
): void {
  useDocumentKeys((event) => {
    if (!isForTill(event, panel.current)) return;
    const target = event.target instanceof Element ? event.target : document.body;
    const action = actions[event.key];
    if (action) onAction(action);
    else if (event.key === 'F2') onKeep();
    // Enter on a button presses that button.
    else if (event.key === 'Enter' && !target.closest('button, a, label, input')) onPay();
    else return;
    event.preventDefault();
  });
}
