import { whenIdle } from '@sippy/ui/timing/after-paint';
import { startTransition, useEffect, useState } from 'react';

const step = 12;
const withinMs = 250;
/** Least room that a tile takes, and what stands around the tiles, in pixels at the usual size of letters. */
const tile = { width: 152, height: 100 };
const around = { width: 344, height: 180 };

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
  const columns = Math.ceil((innerWidth - (isNarrow ? 0 : around.width)) / tile.width);
  const rows = Math.ceil((innerHeight - (isNarrow ? 0 : around.height)) / tile.height);
  return Math.max(columns * rows, step);
}
