import { notFound } from '@sippy/kit/refusal';
import type { LoyaltyContext } from '../context.ts';
import { type Campaign, checkPlace } from '../domain/campaign.ts';
import type { Voucher } from '../domain/voucher.ts';
import { voucherUsed } from '../domain/voucher-refusals.ts';
import { readCampaigns } from '../store/campaigns.ts';
import { voucherPlaceOf } from '../store/voucher-places.ts';
import { readVouchers } from '../store/vouchers.ts';

/** A voucher with its campaign. */
export interface VoucherOf {
  voucher: Voucher;
  campaign: Campaign;
}

/**
 * Vouchers of a member that a café takes today, in the order of their ids. Refuses with NOT_FOUND what is not the member's, and
 * what was used, is not valid today or not here with its reason.
 */
export async function usableVouchers(
  ctx: LoyaltyContext,
  asked: { voucherIds: readonly string[]; customerId: string; cafeId: string },
): Promise<VoucherOf[]> {
  const now = ctx.clock.now();
  const [found, place] = await Promise.all([
    readVouchers(ctx.db, asked.voucherIds),
    voucherPlaceOf(ctx.db, asked.cafeId, now),
  ]);
  const campaigns = await readCampaigns(
    ctx.db,
    found.map(({ campaignId }) => campaignId),
  );
  return asked.voucherIds.map((id) => {
    const voucher = found.find(({ voucherId }) => voucherId === id);
    const campaign = voucher && campaigns.get(voucher.campaignId);
    if (!campaign || voucher.customerId !== asked.customerId) throw notFound('voucher', id);
    if (voucher.status === 'USED') throw voucherUsed();
    // One that is on its order already was there in time.
    if (voucher.status !== 'APPLIED') checkPlace(campaign, voucher, place, now);
    return { voucher, campaign };
  });
}
