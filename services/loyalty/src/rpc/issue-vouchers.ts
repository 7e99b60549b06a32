import type { Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { once, onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { IssueVouchersRequest, type IssueVouchersResponse } from '@sippy/proto/loyalty/v1/voucher_service';
import type { LoyaltyContext } from '../context.ts';
import { checkRunning } from '../domain/campaign.ts';
import { issueVouchers as issue } from '../steps/issue-vouchers.ts';
import { assertMember } from '../steps/known-member.ts';
import { shownVouchers } from '../steps/shown-vouchers.ts';
import { lockCampaign, personsOf, readCampaigns } from '../store/campaigns.ts';
import { readVouchers } from '../store/vouchers.ts';

/** Gives members a voucher each. */
export const issueVouchers =
  (ctx: LoyaltyContext): Rpc<IssueVouchersRequest, IssueVouchersResponse> =>
  async (request, call) => {
    const { campaignId, organisationId, customerIds } = request;
    const known = (await readCampaigns(ctx.db, [campaignId])).get(campaignId);
    if (known?.organisationId !== organisationId) throw notFound('campaign', campaignId);
    const { networkId } = known;
    await Promise.all(customerIds.map((customerId) => assertMember(ctx, call, { customerId, networkId })));
    const key = onceKey(call, request, (r) => IssueVouchersRequest.encode(r).finish());
    const now = ctx.clock.now();
    const give = () =>
      ctx.db.transaction(serviceScope, async (tx) => {
        const voucherIds = customerIds.map(() => newId());
        await tx.once(key, { voucherIds });
        const campaign = await lockCampaign(tx, campaignId);
        if (!campaign) throw notFound('campaign', campaignId);
        checkRunning(campaign, now);
        const persons = await personsOf(tx, campaign, customerIds);
        const open = [...persons.values()].filter(({ had }) => had < campaign.terms.perPerson);
        const issues = open.map((person, i) => ({ voucherId: voucherIds[i] ?? newId(), campaign, person }));
        return issue(tx, issues, 'ISSUED', now);
      });
    const vouchers = await once(ctx.db, call, key, give, (made) =>
      readVouchers(ctx.db, (made as { voucherIds: string[] }).voucherIds),
    );
    return { vouchers: await shownVouchers(ctx, vouchers) };
  };
