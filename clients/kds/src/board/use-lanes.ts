/** Packs tickets of all heights into lanes without holes, each where a lane is free first, so that they read in order. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** Height of the grid's rows, in pixels; `grid-auto-rows` of the list says the same. */
const rowHeight = 8;

/**
 * Tells the grid how many rows each ticket of a list takes. Tickets are placed row by row in their order, so that none
 * stands higher than one before it.
 */
export function useLanes(list: RefObject<HTMLElement | null>, ticketIds: readonly string[]): void {
  const known = useRef(new WeakSet<Element>());
  const observer = useRef<ResizeObserver>(undefined);
  useEffect(() => () => observer.current?.disconnect(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tickets are the list's children
  useLayoutEffect(() => {
    observer.current ??= new ResizeObserver((entries) => place(entries, list.current));
    for (const card of list.current?.querySelectorAll('[data-ticket]') ?? []) {
      if (known.current.has(card)) continue;
      known.current.add(card);
      observer.current.observe(card);
    }
  }, [ticketIds]);
}

function place(entries: readonly ResizeObserverEntry[], list: HTMLElement | null): void {
  if (!list) return;
  const gap = Number.parseFloat(getComputedStyle(list).columnGap) || 0;
  for (const { target, borderBoxSize } of entries) {
    const height = borderBoxSize[0]?.blockSize ?? 0;
    const rows = `span ${Math.max(1, Math.ceil((height + gap) / rowHeight))}`;
    const { style } = target as HTMLElement;
    if (style.gridRowEnd !== rows) style.gridRowEnd = rows;
  }
}
