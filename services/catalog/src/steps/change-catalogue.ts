import type { Call } from '@sippy/kit/call';
import type { Json } from '@sippy/kit/once';
import type { CatalogContext } from '../context.ts';
import { type CatalogueChange, changeCatalogue } from '../store/change-catalogue.ts';

/** Changes what an organisation sells; this host shows it from then on. Returns what was made. */
export async function change(ctx: CatalogContext, call: Call, what: CatalogueChange): Promise<Json> {
  const made = await changeCatalogue(ctx.db, call, what);
  ctx.menus.doubt();
  return made;
}

/** The id that was made, now or when the request came first. */
export function idMade(made: Json): string {
  return (made as { id: string }).id;
}
