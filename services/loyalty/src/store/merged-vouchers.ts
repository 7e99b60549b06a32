import { statement, type Transaction } from '@sippy/kit/db';
import type { Purse } from '../domain/purse.ts';

/** They are numbered on behind those that the kept one has of the same campaign. */
const moveVouchers = statement<object>(
  'loyalty_move_vouchers',
  `update voucher v set customer_id = $3, version = v.version + 1, update_time = $4,
     number = v.number + coalesce((select max(k.number) from voucher k where k.campaign_id = v.campaign_id and k.customer_id = $3), 0)
   where v.customer_id = $2 and v.network_id = $1`,
);
/** Who had no tier gets that of the other; else theirs stays, and what both have collected counts with the next order. */
const moveTiers = statement<object>(
  'loyalty_move_tiers',
  `update tier_period set customer_id = $3 where customer_id = $2 and network_id = $1
     and not exists (select from tier_period k where k.customer_id = $3 and k.network_id = $1)`,
);
const endTiers = statement<object>(
  'loyalty_end_merged_tiers',
  `update tier_period set end_time = greatest(start_time, $3)
   where customer_id = $2 and network_id = $1 and end_time is null`,
);

/** Makes vouchers and tiers of one member the other's. Both must be locked. */
export async function moveVouchersToKept(
  tx: Transaction,
  merged: Purse,
  kept: Purse,
  now: Date,
): Promise<void> {
  const { networkId, customerId } = merged;
  await tx.query(moveVouchers, [networkId, customerId, kept.customerId, now]);
  await tx.query(moveTiers, [networkId, customerId, kept.customerId]);
  await tx.query(endTiers, [networkId, customerId, now]);
}
