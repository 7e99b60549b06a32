import type { Job } from '@sippy/kit/service';
import type { CafeContext } from '../context.ts';
import { dropIntent, type Intent, listIntents, settleOrganisation } from '../store/organisations.ts';

/** After this long nobody is at work on an organisation any more, in milliseconds. */
const ABANDONED_AFTER_MS = 15_000;

/** Finishes organisations that were left before their owner owned them; one whose owner is gone is dropped. */
export function settleOrganisationsJob(ctx: CafeContext): Job {
  return {
    name: 'settle-organisations',
    everyMs: 5_000,
    exclusive: true,
    async run(signal) {
      const before = new Date(ctx.clock.now().getTime() - ABANDONED_AFTER_MS);
      const failures: unknown[] = [];
      for (const intent of await listIntents(ctx.db, before)) {
        if (signal.aborted) return;
        await settle(ctx, intent, signal).catch((error) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

async function settle(ctx: CafeContext, intent: Intent, signal: AbortSignal): Promise<void> {
  const isOwned = await ctx.owners.grant(intent.organisationId, intent.ownerUserId, { signal });
  await (isOwned ? settleOrganisation(ctx.db, intent) : dropIntent(ctx.db, intent));
}
