import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { EndCampaignRequest, type EndCampaignResponse } from '@sippy/proto/loyalty/v1/voucher_service';
import type { LoyaltyContext } from '../context.ts';
import { campaignMessage } from '../messages/campaigns.ts';
import { changeCampaign } from '../steps/change-campaign.ts';

/** Ends a campaign: no more vouchers are issued by it. One that has ended stays so. */
export const endCampaign =
  (ctx: LoyaltyContext): Rpc<EndCampaignRequest, EndCampaignResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => EndCampaignRequest.encode(r).finish());
    const campaign = await changeCampaign(ctx, call, key, request, (now) => ({
      ...now,
      endTime: now.endTime ?? ctx.clock.now(),
    }));
    return { campaign: campaignMessage(campaign) };
  };
