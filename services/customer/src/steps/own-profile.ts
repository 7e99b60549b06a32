import type { Call } from '@sippy/kit/call';
import { notFound } from '@sippy/kit/refusal';
import type { CustomerContext } from '../context.ts';
import { findProfile, registerProfile } from '../store/profiles.ts';
import type { ProfileRow } from '../store/rows.ts';

/** The profile of the user who calls; the first time it is made from their account. Staff and devices have none. */
export async function ownProfile(ctx: CustomerContext, call: Call): Promise<ProfileRow> {
  const { kind, id } = call.principal;
  if (kind !== 'user') throw notFound('profile of', id);
  const known = await findProfile(ctx.db, id);
  if (known) return known;
  await registerProfile(ctx.db, id, await ctx.readAccount(id, call), ctx.clock.now());
  const made = await findProfile(ctx.db, id);
  if (!made) throw new Error('a profile that was just made is not there');
  return made;
}
