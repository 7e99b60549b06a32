import type { Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { once, onceKey } from '@sippy/kit/once';
import { invalidField } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { CreateCampaignRequest, type CreateCampaignResponse } from '@sippy/proto/loyalty/v1/voucher_service';
import type { LoyaltyContext } from '../context.ts';
import { campaignMessage, readTerms } from '../messages/campaigns.ts';
import { checkCampaignPlaces } from '../steps/campaign-places.ts';
import { shownCampaign } from '../steps/change-campaign.ts';
import { insertCampaign } from '../store/campaigns.ts';

/** Makes a campaign. */
export const createCampaign =
  (ctx: LoyaltyContext): Rpc<CreateCampaignRequest, CreateCampaignResponse> =>
  async (request, call) => {
    const { networkId, organisationId } = request;
    if (!request.terms) throw invalidField('terms', 'must be set');
    const terms = readTerms(request.terms);
    const currencyCode = await checkCampaignPlaces(ctx, { networkId, organisationId }, terms);
    const key = onceKey(call, request, (r) => CreateCampaignRequest.encode(r).finish());
    const now = ctx.clock.now();
    const make = () =>
      ctx.db.transaction(serviceScope, async (tx) => {
        const campaignId = newId();
        await tx.once(key, { campaignId });
        const about = { campaignId, networkId, organisationId, currencyCode, terms, zone: '' };
        const made = { ...about, version: 1n, issued: 0, endTime: null, createTime: now };
        await insertCampaign(tx, made, call.actor);
        return campaignId;
      });
    const campaignId = await once(
      ctx.db,
      call,
      key,
      make,
      async (made) => (made as { campaignId: string }).campaignId,
    );
    return { campaign: campaignMessage(await shownCampaign(ctx, campaignId)) };
  };
