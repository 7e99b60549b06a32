import { freshCopies } from '@sippy/kit/fresh-copies';
import type { ServiceHost } from '@sippy/kit/service';
import { CatalogServiceDefinition } from '@sippy/proto/catalog/v1/catalog_service';
import { indexMenu, type MenuIndex } from '../domain/menu-index.ts';

/** What the order service asks of menus. */
export interface Menus {
  /** The menu of a café, at most two seconds behind; while the catalogue is away, as it was last seen. */
  menuOf(cafeId: string): Promise<MenuIndex>;
}

/** Menus, as the catalog service knows them. */
export function menusPeer(host: ServiceHost): Menus {
  const peer = host.peer(CatalogServiceDefinition);
  const copies = freshCopies<MenuIndex>(async (cafeId, known, on) => {
    const { menu } = await peer.getMenuSnapshot({ cafeId, knownVersion: known?.menu.version ?? 0n }, on);
    return menu && indexMenu(menu);
  });
  return { menuOf: (cafeId) => copies.get(cafeId) };
}
