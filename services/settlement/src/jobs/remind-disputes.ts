import type { Job } from '@sippy/kit/service';
import type { SettlementContext } from '../context.ts';
import { remindWaiting } from '../store/disputes.ts';

/** Tells of open disputes in which nobody has said anything for a week. */
export function remindDisputesJob(ctx: SettlementContext): Job {
  return {
    name: 'remind-disputes',
    everyMs: 600_000,
    exclusive: true,
    async run() {
      while ((await remindWaiting(ctx.db, ctx.clock.now())) === 100);
    },
  };
}
