import type { Job } from '@sippy/kit/service';
import type { SettlementContext } from '../context.ts';
import { remindOverdue } from '../store/transfers.ts';

/** Tells of transfers that were not paid in time. */
export function remindOverdueJob(ctx: SettlementContext): Job {
  return {
    name: 'remind-overdue',
    everyMs: 600_000,
    exclusive: true,
    async run() {
      while ((await remindOverdue(ctx.db, ctx.clock.now())) === 100);
    },
  };
}
