import type { Job } from '@sippy/kit/service';
import type { CustomerContext } from '../context.ts';
import { dueErasures, type ErasureRow, endRound, holderDone, tryLater } from '../store/erasures.ts';

/** Streams keep events for 14 days; a day later nothing of before is in them, and every service is asked once more. */
const AGAIN_MS = 15 * 86_400_000;
/** How long an erasure waits for a service that is away. */
const LATER_MS = 30_000;

/** Goes on with what people wished to be forgotten, service after service, until all is done. */
export function eraseJob(ctx: CustomerContext): Job {
  return {
    name: 'erase',
    everyMs: 1000,
    exclusive: true,
    async run(signal) {
      for (const erasure of await dueErasures(ctx.db, ctx.clock.now())) {
        if (signal.aborted) return;
        await goOn(ctx, erasure, signal).catch(async (error) => {
          ctx.log.warn({ err: error, erasure_id: erasure.erasureId }, 'an erasure waits for a service');
          await tryLater(ctx.db, erasure.erasureId, new Date(ctx.clock.now().getTime() + LATER_MS));
        });
      }
    },
  };
}

async function goOn(ctx: CustomerContext, erasure: ErasureRow, signal: AbortSignal): Promise<void> {
  const { erasureId, customerIds, organisationId } = erasure;
  const subject = { customerIds, organisationId: organisationId ?? '' };
  for (const holder of ctx.holders) {
    if (erasure.done.includes(holder.name)) continue;
    let token = '';
    do {
      if (signal.aborted) return;
      token = await holder.erasePage(subject, token);
    } while (token !== '');
    await holderDone(ctx.db, erasureId, holder.name);
  }
  const now = ctx.clock.now();
  await endRound(ctx.db, erasure, now, new Date(now.getTime() + AGAIN_MS));
}
