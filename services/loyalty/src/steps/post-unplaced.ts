import type { Transaction } from '@sippy/kit/db';
import type { LoyaltyContext } from '../context.ts';
import { unplacedEarnings } from '../store/earnings.ts';
import { postEarnings } from './post-earnings.ts';

/** Posts what was earned at cafés before their network, or its first rules, were known here. */
export async function postUnplaced(
  ctx: LoyaltyContext,
  tx: Transaction,
  cafeIds: readonly string[],
): Promise<void> {
  let after: string | undefined;
  do {
    const earnings = await unplacedEarnings(tx, cafeIds, after);
    await postEarnings(ctx, tx, earnings, {});
    after = earnings.at(-1)?.orderId;
  } while (after !== undefined);
}
