import type { Job } from '@sippy/kit/service';
import type { LoyaltyContext } from '../context.ts';
import { settleIntent } from '../steps/settle-intent.ts';
import { dueIntents } from '../store/earn-intents.ts';

/** Gives orders to the members whom tills named while they were offline, as soon as the orders are there and paid. */
export function settleIntentsJob(ctx: LoyaltyContext): Job {
  return {
    name: 'settle-intents',
    everyMs: 1_000,
    exclusive: true,
    async run(signal) {
      for (const intent of await dueIntents(ctx.db, ctx.clock.now())) {
        if (signal.aborted) return;
        await settleIntent(ctx, { deadlineMs: 5_000 }, intent);
      }
    },
  };
}
