import type { Job } from '@sippy/kit/service';
import type { CafeContext } from '../context.ts';
import { listIntents, settleOrganisation } from '../store/organisations.ts';

/** After this long nobody is at work on an organisation any more, in milliseconds. */
const ABANDONED_AFTER_MS = 15_000;

/** Finishes organisations that were left before their owner owned them. */
export function settleOrganisationsJob(ctx: CafeContext): Job {
  return {
    name: 'settle-organisations',
    everyMs: 10_000,
    exclusive: true,
    async run(signal) {
      const before = new Date(ctx.clock.now().getTime() - ABANDONED_AFTER_MS);
      for (const intent of await listIntents(ctx.db, before)) {
        if (signal.aborted) return;
        await ctx.owners.grant(intent.organisationId, intent.ownerUserId, { signal });
        await settleOrganisation(ctx.db, intent);
      }
    },
  };
}
