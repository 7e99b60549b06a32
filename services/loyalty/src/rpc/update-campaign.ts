import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { invalidField, staleVersion } from '@sippy/kit/refusal';
import { UpdateCampaignRequest, type UpdateCampaignResponse } from '@sippy/proto/loyalty/v1/voucher_service';
import type { LoyaltyContext } from '../context.ts';
import { checkChange } from '../domain/campaign.ts';
import { campaignEnded } from '../domain/voucher-refusals.ts';
import { campaignMessage, readTerms } from '../messages/campaigns.ts';
import { checkCampaignPlaces } from '../steps/campaign-places.ts';
import { changeCampaign, shownCampaign } from '../steps/change-campaign.ts';

/** Changes a campaign in favour of those who have a voucher. */
export const updateCampaign =
  (ctx: LoyaltyContext): Rpc<UpdateCampaignRequest, UpdateCampaignResponse> =>
  async (request, call) => {
    const { campaignId, organisationId } = request;
    if (!request.terms) throw invalidField('terms', 'must be set');
    const terms = readTerms(request.terms);
    const { networkId } = await shownCampaign(ctx, campaignId);
    await checkCampaignPlaces(ctx, { networkId, organisationId }, terms);
    const key = onceKey(call, request, (r) => UpdateCampaignRequest.encode(r).finish());
    const campaign = await changeCampaign(ctx, call, key, { campaignId, organisationId }, (now) => {
      if (now.version !== request.version) throw staleVersion('campaign', now.version);
      if (now.endTime) throw campaignEnded(now.terms.name);
      checkChange(now, terms);
      return { ...now, terms };
    });
    return { campaign: campaignMessage(campaign) };
  };
