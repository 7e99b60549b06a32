import type { Job } from '@sippy/kit/service';
import type { CatalogContext } from '../context.ts';
import { bringBack } from '../store/sold-out.ts';

/** Brings back what was sold out until now. */
export function bringBackJob(ctx: CatalogContext): Job {
  return {
    name: 'bring-back',
    everyMs: 500,
    exclusive: true,
    async run() {
      const cafes = await bringBack(ctx.db, ctx.clock.now());
      if (cafes.length > 0) ctx.menus.doubt();
    },
  };
}
