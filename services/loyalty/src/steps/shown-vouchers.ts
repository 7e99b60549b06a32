import { localTime } from '@sippy/kit/time';
import type { Voucher as VoucherMessage } from '@sippy/proto/loyalty/v1/voucher';
import type { LoyaltyContext } from '../context.ts';
import type { Voucher } from '../domain/voucher.ts';
import { voucherMessage } from '../messages/vouchers.ts';
import { readCampaigns } from '../store/campaigns.ts';
import { readVouchers } from '../store/vouchers.ts';

/** Where a day ends last. */
const LAST_ZONE = 'Etc/GMT+12';

/** The day before which a voucher has expired at a café of this zone; everywhere, if none is named. */
export function expiryDay(ctx: LoyaltyContext, zone = LAST_ZONE): string {
  return localTime(ctx.clock.now(), zone).date;
}

/** Vouchers as answers show them, with what they take off. */
export async function shownVouchers(
  ctx: LoyaltyContext,
  vouchers: readonly Voucher[],
  zone?: string,
): Promise<VoucherMessage[]> {
  const campaigns = await readCampaigns(
    ctx.db,
    vouchers.map(({ campaignId }) => campaignId),
  );
  const today = expiryDay(ctx, zone);
  return vouchers.map((voucher) => voucherMessage(voucher, campaigns.get(voucher.campaignId), today));
}

/** A voucher as it is now. */
export async function shownVoucher(ctx: LoyaltyContext, voucherId: string): Promise<VoucherMessage> {
  const [shown] = await shownVouchers(ctx, await readVouchers(ctx.db, [voucherId]));
  if (!shown) throw new Error(`voucher ${voucherId} is not there`);
  return shown;
}
