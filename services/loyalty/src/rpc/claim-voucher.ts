import type { Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { type Json, once, onceKey } from '@sippy/kit/once';
import { tooManyRequests } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { readCode } from '@sippy/kit/secret-code';
import { ClaimVoucherRequest, type ClaimVoucherResponse } from '@sippy/proto/loyalty/v1/voucher_service';
import type { LoyaltyContext } from '../context.ts';
import { checkRunning } from '../domain/campaign.ts';
import { noProgramme } from '../domain/refusals.ts';
import { codeInvalid, vouchersGone } from '../domain/voucher-refusals.ts';
import { askedMember } from '../steps/asked-member.ts';
import { issueVouchers } from '../steps/issue-vouchers.ts';
import { assertMember } from '../steps/known-member.ts';
import { shownVoucher } from '../steps/shown-vouchers.ts';
import { lockCampaign, personsOf } from '../store/campaigns.ts';
import { campaignOfCode, useCode } from '../store/voucher-codes.ts';
import { voucherPlaceOf } from '../store/voucher-places.ts';

/** Enough for typing errors, far too few to try out codes. */
const LIMIT = { max: 10, perMs: 60_000 };

/** Gives a member the voucher that a code is for. */
export const claimVoucher =
  (ctx: LoyaltyContext): Rpc<ClaimVoucherRequest, ClaimVoucherResponse> =>
  async (request, call) => {
    const customerId = askedMember(call, request);
    const { kind, id } = call.principal;
    const { allowed, retryAfterMs } = await ctx.limits.take(`claim:${kind}:${id}`, LIMIT);
    if (!allowed) throw tooManyRequests(retryAfterMs);
    const now = ctx.clock.now();
    if (call.scope.kind !== 'customer') {
      const place = await voucherPlaceOf(ctx.db, request.cafeId, now);
      if (!place) throw noProgramme();
      await assertMember(ctx, call, { customerId, networkId: place.networkId });
    }
    const key = onceKey(call, request, (r) => ClaimVoucherRequest.encode(r).finish());
    const code = readCode(request.code);
    const claim = () =>
      ctx.db.transaction(serviceScope, async (tx) => {
        const voucherId = newId();
        await tx.once(key, { voucherId });
        const campaignId = await campaignOfCode(tx, code);
        const campaign = campaignId && (await lockCampaign(tx, campaignId));
        if (!campaign) throw codeInvalid();
        checkRunning(campaign, now);
        const person = (await personsOf(tx, campaign, [customerId])).get(customerId);
        if (!person) throw new Error('a person who was asked for is not there');
        await issueVouchers(tx, [{ voucherId, campaign, person }], 'CODE', now);
        if (!(await useCode(tx, code))) throw vouchersGone(campaign.terms.name);
        return voucherId;
      });
    const voucherId = await once(ctx.db, call, key, claim, async (made) => voucherIdOf(made));
    return { voucher: await shownVoucher(ctx, voucherId) };
  };

function voucherIdOf(made: Json): string {
  return (made as { voucherId: string }).voucherId;
}
