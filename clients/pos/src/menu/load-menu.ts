/** The café's menu, kept fresh: asked for every few seconds, sent only where it has changed. */
import { indexMenu, type MenuIndex } from '@sippy/order/selection';
import type { Menu } from '@sippy/proto/web/catalog/v1/catalog';
import { SippyError } from '@sippy/sdk/web';
import { queryOptions } from '@tanstack/react-query';
import { connection, deviceStore, gatewayUrl } from '../till/device.ts';
import { queryClient } from '../till/kept-query.ts';

/** How often it is asked whether the menu has changed, in milliseconds. */
export const menuEveryMs = 3000;

/** A menu made ready for looking things up. */
export interface LoadedMenu {
  readonly menu: Menu;
  readonly index: MenuIndex;
}

/** The menu of a café, asked for again while the page is in sight. */
export const menuQuery = (cafeId: string) =>
  queryOptions({
    queryKey: ['menu', cafeId],
    queryFn: () => loadMenu(cafeId),
    refetchInterval: menuEveryMs,
    retry: 0,
    gcTime: Number.POSITIVE_INFINITY,
  });

/** The menu as it is now; the very one known before where nothing has changed. */
async function loadMenu(cafeId: string): Promise<LoadedMenu> {
  const known = queryClient.getQueryData<LoadedMenu>(['menu', cafeId]);
  if (known && !(await isChanged(known.menu))) return known;
  const { menu } = await deviceStore.sippy.catalog.getMenu({ cafeId });
  if (!menu) throw new SippyError('INTERNAL', 'The answer holds no menu.');
  connection.report(true);
  // The gateway may keep the menu of a second ago.
  return known && known.menu.version >= menu.version ? known : { menu, index: indexMenu(menu) };
}

/** Asks with the version that is known: an unchanged menu comes back as 304 without a body. */
async function isChanged({ cafeId, version }: Menu): Promise<boolean> {
  const response = await fetch(`${gatewayUrl}/api/v1/cafes/${cafeId}/menu`, {
    cache: 'no-store',
    headers: { 'if-none-match': `"${version}"` },
    signal: AbortSignal.timeout(menuEveryMs),
  });
  await response.body?.cancel();
  return response.status !== 304;
}
