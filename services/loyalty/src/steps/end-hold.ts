import type { Transaction } from '@sippy/kit/db';
import { notFound } from '@sippy/kit/refusal';
import type { LoyaltyContext } from '../context.ts';
import { type Held, postHold, voidHold } from '../domain/holds.ts';
import { begin } from '../domain/posting.ts';
import type { Purse } from '../domain/purse.ts';
import { holdEnded } from '../domain/refusals.ts';
import { readHold } from '../store/holds.ts';

/**
 * Decides the end of a hold whose member is locked; undefined if it has ended so already, or before its lease did. Refuses with
 * HOLD_ENDED.
 */
export async function endHold(
  ctx: LoyaltyContext,
  tx: Transaction,
  purse: Purse,
  holdId: string,
  status: 'POSTED' | 'VOIDED' | 'EXPIRED',
): Promise<Held | undefined> {
  const found = await readHold(tx, holdId);
  if (!found) throw notFound('hold', holdId);
  const { hold, parts, zone, businessDay } = found;
  const isOver = hold.status !== 'HELD' && status === 'EXPIRED';
  const isGivenBack = hold.status === 'EXPIRED' && status === 'VOIDED';
  if (hold.status === status || isOver || isGivenBack) return undefined;
  if (hold.status !== 'HELD') throw holdEnded(hold.status);
  const moment = ctx.moment();
  return status === 'POSTED'
    ? postHold(begin(purse), hold, parts, businessDay, moment)
    : voidHold(begin(purse), hold, parts, zone, status, moment);
}
