import { type RefObject, useEffect, useRef } from 'react';
import { isForTill } from '../menu/use-menu-keys.ts';
import { repeatLast } from './last-order.ts';

/** What the keys of the till as a whole do. */
export interface TillKeys {
  onOrders(): void;
  onKeys(): void;
  onLock(): void;
}

/** F1 shows all keys, F4 the orders, F6 repeats what was sold last, F8 locks; not while something is open over the till. */
export function useTillKeys(screen: RefObject<HTMLElement | null>, keys: TillKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!isForTill(event, screen.current)) return;
      const { onOrders, onKeys, onLock } = latest.current;
      const does = { F1: onKeys, F4: onOrders, F6: repeatLast, F8: onLock }[event.key];
      if (!does) return;
      event.preventDefault();
      does();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [screen]);
}
