import type { Job } from '@sippy/kit/service';
import type { CafeContext } from '../context.ts';
import { endBusyModes } from '../store/cafes.ts';

/** Turns busy modes off when their time is over. */
export function endBusyModesJob(ctx: CafeContext): Job {
  return {
    name: 'end-busy-modes',
    everyMs: 1_000,
    exclusive: true,
    async run() {
      await endBusyModes(ctx.db, ctx.clock.now());
    },
  };
}
