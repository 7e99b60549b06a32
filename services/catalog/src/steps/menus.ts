import type { OnBehalf } from '@sippy/kit/client';
import type { Database } from '@sippy/kit/db';
import { isDatabaseAway } from '@sippy/kit/db-errors';
import { notFound } from '@sippy/kit/refusal';
import { organisationScope } from '@sippy/kit/scope';
import type { Menu } from '@sippy/proto/catalog/v1/catalog';
import { LRUCache } from 'lru-cache';
import type { Cafes } from '../peers/cafes.ts';
import { menuVersion, readMenu } from '../store/menu-snapshot.ts';
import { createMenu, findMenuRow } from '../store/menu-versions.ts';

/** For how long a menu is taken to be the current one without asking the database, in milliseconds. */
const TRUSTED_FOR_MS = 250;
/** Most menus that are kept; those that were asked for longest ago go first. */
const MAX_MENUS = 2000;
/** How long the café service has to answer, in milliseconds. */
const KNOW_TIMEOUT_MS = 5000;

/** Menus, kept in memory by this host. */
export interface Menus {
  /** The menu of a café, at most 250 ms old; older only while the database is away. Refuses with NOT_FOUND. */
  of(cafeId: string): Promise<Menu>;
  /** Makes sure that the café is known here. Refuses with NOT_FOUND. */
  know(cafeId: string, on: OnBehalf): Promise<void>;
  /** Asks the database again the next time: called for what this host has changed itself. */
  doubt(): void;
}

interface Kept {
  menu: Menu;
  checkedAt: number;
}

/** Menus of this service's database. */
export function menusOf(db: Database, cafes: Cafes): Menus {
  const kept = new LRUCache<string, Kept>({ max: MAX_MENUS });
  const asking = new Map<string, Promise<Menu>>();

  const know = async (cafeId: string, on: OnBehalf): Promise<string> => {
    const row = await findMenuRow(db, cafeId);
    if (row) return row.organisation_id;
    const facts = await cafes.factsOf(cafeId, on);
    await createMenu(db, facts);
    return facts.organisationId;
  };

  const read = async (cafeId: string): Promise<Menu> => {
    const known = kept.get(cafeId)?.menu.organisationId;
    const organisationId = known ?? (await know(cafeId, { deadlineMs: KNOW_TIMEOUT_MS }));
    const menu = await readMenu(db, organisationScope(organisationId), { cafeId, organisationId });
    if (!menu) throw notFound('café', cafeId);
    return menu;
  };

  const refresh = async (cafeId: string): Promise<Menu> => {
    const checkedAt = performance.now();
    const old = kept.get(cafeId);
    const current = old && (await menuVersion(db, cafeId)) === old.menu.version;
    const menu = current ? old.menu : await read(cafeId);
    if ((kept.peek(cafeId)?.menu.version ?? 0n) <= menu.version) kept.set(cafeId, { menu, checkedAt });
    return menu;
  };

  /** Those who ask while an answer is under way share it. */
  const askOnce = (cafeId: string): Promise<Menu> => {
    const running = asking.get(cafeId);
    if (running) return running;
    const started = refresh(cafeId).finally(() => {
      if (asking.get(cafeId) === started) asking.delete(cafeId);
    });
    asking.set(cafeId, started);
    return started;
  };

  return {
    async of(cafeId) {
      const old = kept.get(cafeId);
      if (old && performance.now() - old.checkedAt < TRUSTED_FOR_MS) return old.menu;
      try {
        return await askOnce(cafeId);
      } catch (error) {
        if (old && isDatabaseAway(error)) return old.menu;
        throw error;
      }
    },
    async know(cafeId, on) {
      await know(cafeId, on);
    },
    doubt() {
      asking.clear();
      for (const entry of kept.values()) entry.checkedAt = Number.NEGATIVE_INFINITY;
    },
  };
}
