import { randomInt } from 'node:crypto';
import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { newCode, showCode } from '@sippy/kit/secret-code';
import {
  CreateVoucherCodesRequest,
  type CreateVoucherCodesResponse,
} from '@sippy/proto/loyalty/v1/voucher_service';
import type { LoyaltyContext } from '../context.ts';
import { checkRunning } from '../domain/campaign.ts';
import { lockCampaign } from '../store/campaigns.ts';
import { keepCodes } from '../store/voucher-codes.ts';

/** Makes codes. Nobody can read them again, so the request sent again gets none. */
export const createVoucherCodes =
  (ctx: LoyaltyContext): Rpc<CreateVoucherCodesRequest, CreateVoucherCodesResponse> =>
  async (request, call) => {
    const { campaignId, organisationId, count, maxClaims } = request;
    const key = onceKey(call, request, (r) => CreateVoucherCodesRequest.encode(r).finish());
    const now = ctx.clock.now();
    const make = () =>
      ctx.db.transaction(serviceScope, async (tx) => {
        await tx.once(key, { campaignId });
        const campaign = await lockCampaign(tx, campaignId);
        if (campaign?.organisationId !== organisationId) throw notFound('campaign', campaignId);
        checkRunning(campaign, now);
        const codes = Array.from({ length: count }, () => newCode(randomInt));
        await keepCodes(tx, { codes, campaignId, organisationId, maxClaims }, now);
        return codes;
      });
    const codes = await once(ctx.db, call, key, make, async () => []);
    return { codes: codes.map(showCode) };
  };
