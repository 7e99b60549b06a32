import type { Transaction } from '@sippy/kit/db';
import { notFound } from '@sippy/kit/refusal';
import type { LoyaltyContext } from '../context.ts';
import { giveBack, type Held, postHold, voidHold } from '../domain/holds.ts';
import { begin } from '../domain/posting.ts';
import type { Purse } from '../domain/purse.ts';
import { holdEnded } from '../domain/refusals.ts';
import { standingOf } from '../store/earnings.ts';
import { readHold } from '../store/holds.ts';

/** How a hold is to end. */
export type HoldEnd = { status: 'POSTED'; paymentId: string | null } | { status: 'VOIDED' | 'EXPIRED' };

/**
 * Decides the end of a hold whose member is locked; undefined if it has ended so already, or before its lease did. If money of the order was given
 * back before its points were posted, they are given back in proportion at once. Refuses with HOLD_ENDED.
 */
export async function endHold(
  ctx: LoyaltyContext,
  tx: Transaction,
  purse: Purse,
  holdId: string,
  end: HoldEnd,
): Promise<Held | undefined> {
  const found = await readHold(tx, holdId);
  if (!found) throw notFound('hold', holdId);
  const { hold, parts, zone } = found;
  const isOver = hold.status !== 'HELD' && end.status === 'EXPIRED';
  const isGivenBack = hold.status === 'EXPIRED' && end.status === 'VOIDED';
  if (hold.status === end.status || isOver || isGivenBack) return undefined;
  if (hold.status !== 'HELD') throw holdEnded(hold.status);
  const moment = ctx.moment();
  if (end.status !== 'POSTED') return voidHold(begin(purse), hold, parts, zone, end.status, moment);
  const posted = postHold(begin(purse), hold, parts, zone, end.paymentId, moment);
  const standing = await standingOf(tx, hold.orderId);
  if (!standing || standing.refunded === 0n) return posted;
  const share = { refunded: standing.refunded, of: standing.paid };
  return giveBack(posted.posting, posted.hold, parts, share, zone, moment);
}
