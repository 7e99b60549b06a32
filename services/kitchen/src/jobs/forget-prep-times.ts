import type { Job } from '@sippy/kit/service';
import type { KitchenContext } from '../context.ts';
import { forgetPrepTimes } from '../store/prep-times.ts';

/** For how long measured times are kept, in days: the most that GetPrepTimes looks back. */
const KEEP_DAYS = 90;

/** Forgets measured times that nobody can ask for any more. */
export function forgetPrepTimesJob(ctx: KitchenContext): Job {
  return {
    name: 'forget-prep-times',
    everyMs: 60_000,
    exclusive: true,
    async run() {
      const before = new Date(ctx.clock.now().getTime() - KEEP_DAYS * 86_400_000);
      await forgetPrepTimes(ctx.db, before);
    },
  };
}
