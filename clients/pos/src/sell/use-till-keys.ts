import { useDocumentKeys } from '@sippy/ui/keys/document-keys';
import type { RefObject } from 'react';
import { isForTill } from '../menu/use-menu-keys.ts';
import { repeatLast } from './last-order.ts';

/** What the keys of the till as a whole do. */
export interface TillKeys {
  onOrders(): void;
  onKeys(): void;
  onLock(): void;
}

/** F1 shows all keys, F4 the orders, F6 repeats what was sold last, F8 locks; not while something is open over the till. */
export function useTillKeys(
  screen: RefObject<HTMLElement | null>,
  { onOrders, onKeys, onLock }: TillKeys,
): void {
  useDocumentKeys((event) => {
    if (!isForTill(event, screen.current)) return;
    const does = { F1: onKeys, F4: onOrders, F6: repeatLast, F8: onLock }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
}
