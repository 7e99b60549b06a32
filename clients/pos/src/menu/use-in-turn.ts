import { whenIdle } from '@sippy/ui/timing/after-paint';
import { startTransition, useEffect, useState } from 'react';

const step = 12;
const withinMs = 250;
/** Least room that a tile takes with the gap beside it, and what stands around the tiles, in pixels at the usual size of letters. */
const tile = { width: 152, height: 100, gap: 8 };
const around = { width: 30, height: 180 };
/** Room of the cart beside the menu, as sell-screen.module.css gives it. */
const cart = { least: 320, share: 0.32, most: 432 };

/** How many tiles of a page are drawn. */
export interface InTurn {
  drawn: number;
  /** As many as can be in sight at once. */
  atOnce: number;
}

/**
 * Draws as many of a page's tiles as can be in sight at once, the others a few at a time when nothing else is to be done.
 * Another `page` begins anew; the same page with other products goes on.
 */
export function useInTurn(page: string, count: number): InTurn {
  const [before, setDrawn] = useState(() => ({ page, tiles: inSight() }));
  const atOnce = inSight();
  const tiles = before.page === page ? Math.max(before.tiles, atOnce) : atOnce;
  useEffect(() => {
    if (tiles >= count) return;
    return whenIdle(() => startTransition(() => setDrawn({ page, tiles: tiles + step })), withinMs);
  }, [page, tiles, count]);
  return { drawn: Math.min(tiles, count), atOnce };
}

function inSight(): number {
  const isNarrow = innerWidth <= 704;
  const beside = isNarrow ? 0 : Math.min(Math.max(cart.share * innerWidth, cart.least), cart.most);
  const columns = Math.floor((innerWidth - beside - around.width + tile.gap) / tile.width);
  const rows = Math.ceil((innerHeight - (isNarrow ? 0 : around.height)) / tile.height);
  return Math.max(columns * rows, step);
}
