import { statement } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import type { Job } from '@sippy/kit/service';
import type { KitchenContext } from '../context.ts';

/** For how long measured times are kept, in days: the most that GetPrepTimes looks back. */
const KEEP_DAYS = 90;

const forget = statement<object>(
  'kitchen_forget_prep_times',
  `delete from prep_time where (ticket_id, fire_time) in
     (select ticket_id, fire_time from prep_time where bump_time < $1 limit 5000)`,
);

/** Forgets measured times that nobody can ask for any more. */
export function forgetPrepTimesJob(ctx: KitchenContext): Job {
  return {
    name: 'forget-prep-times',
    everyMs: 60_000,
    exclusive: true,
    async run() {
      const before = new Date(ctx.clock.now().getTime() - KEEP_DAYS * 86_400_000);
      await ctx.db.command(serviceScope, forget, [before]);
    },
  };
}
