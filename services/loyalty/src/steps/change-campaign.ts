import type { Call } from '@sippy/kit/call';
import { type OnceKey, once } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type { LoyaltyContext } from '../context.ts';
import type { Campaign } from '../domain/campaign.ts';
import { changeCampaign as change, lockCampaign, readCampaigns } from '../store/campaigns.ts';

/** Changes a campaign of an organisation once for a request, and returns it as it is then. */
export async function changeCampaign(
  ctx: LoyaltyContext,
  call: Call,
  key: OnceKey,
  { campaignId, organisationId }: { campaignId: string; organisationId: string },
  edit: (campaign: Campaign) => Campaign,
): Promise<Campaign> {
  const run = () =>
    ctx.db.transaction(serviceScope, async (tx) => {
      await tx.once(key, { campaignId });
      const campaign = await lockCampaign(tx, campaignId);
      if (campaign?.organisationId !== organisationId) throw notFound('campaign', campaignId);
      await change(tx, edit(campaign), ctx.clock.now());
    });
  await once(ctx.db, call, key, run, async () => undefined);
  return shownCampaign(ctx, campaignId);
}

/** A campaign as it is now. */
export async function shownCampaign(ctx: LoyaltyContext, campaignId: string): Promise<Campaign> {
  const campaign = (await readCampaigns(ctx.db, [campaignId])).get(campaignId);
  if (!campaign) throw notFound('campaign', campaignId);
  return campaign;
}
