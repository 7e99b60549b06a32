import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type { ListCampaignsRequest, ListCampaignsResponse } from '@sippy/proto/loyalty/v1/voucher_service';
import type { LoyaltyContext } from '../context.ts';
import { campaignMessage } from '../messages/campaigns.ts';
import { listCampaigns as list } from '../store/campaigns.ts';

/** Lists an organisation's campaigns. */
export const listCampaigns =
  (ctx: LoyaltyContext): Rpc<ListCampaignsRequest, ListCampaignsResponse> =>
  async ({ organisationId, includeEnded, page: wanted }, call) => {
    const name = `campaigns:${organisationId}:${includeEnded}`;
    const page = decodePage(wanted, name, ['uuid']);
    const now = ctx.clock.now();
    const found = await list(ctx.db, call.scope, organisationId, includeEnded, page, now);
    const { rows, nextPageToken } = cutPage(found, page, name, (row) => [row.campaignId]);
    return { campaigns: rows.map(campaignMessage), pageInfo: { nextPageToken } };
  };
