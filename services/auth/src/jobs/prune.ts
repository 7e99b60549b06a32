import type { Job } from '@sippy/kit/service';
import type { AuthContext } from '../context.ts';
import { prune } from '../store/prune.ts';

/** Deletes links, codes, tokens and sessions that have run out. */
export function pruneJob(ctx: AuthContext): Job {
  return {
    name: 'auth-prune',
    everyMs: 3_600_000,
    exclusive: true,
    run: (signal) => prune(ctx.db, ctx.clock.now(), signal),
  };
}
