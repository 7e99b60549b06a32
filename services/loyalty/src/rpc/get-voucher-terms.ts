import type { Rpc } from '@sippy/kit/call';
import type {
  GetVoucherTermsRequest,
  GetVoucherTermsResponse,
} from '@sippy/proto/loyalty/v1/voucher_service';
import type { LoyaltyContext } from '../context.ts';
import { orderTerms } from '../messages/campaigns.ts';
import { usableVouchers } from '../steps/usable-vouchers.ts';

/** Reads what vouchers would take off. */
export const getVoucherTerms =
  (ctx: LoyaltyContext): Rpc<GetVoucherTermsRequest, GetVoucherTermsResponse> =>
  async (asked) => {
    const usable = await usableVouchers(ctx, asked);
    return { vouchers: usable.map(({ voucher, campaign }) => orderTerms(campaign, voucher.voucherId)) };
  };
