import { defineService, implement } from '@sippy/kit/service';
import { LoyaltyServiceDefinition } from '@sippy/proto/loyalty/v1/loyalty_service';
import { VoucherServiceDefinition } from '@sippy/proto/loyalty/v1/voucher_service';
import { z } from 'zod';
import { loyaltyContext } from './context.ts';
import { onCancelled } from './events/on-cancelled.ts';
import { onCustomer } from './events/on-customer.ts';
import { onNetwork } from './events/on-network.ts';
import { onOrder } from './events/on-order.ts';
import { onPayment } from './events/on-payment.ts';
import { onStaff } from './events/on-staff.ts';
import { checkVouchersJob } from './jobs/check-vouchers.ts';
import { expireHoldsJob } from './jobs/expire-holds.ts';
import { expirePointsJob } from './jobs/expire-points.ts';
import { expireVouchersJob } from './jobs/expire-vouchers.ts';
import { forgetOrdersJob } from './jobs/forget-orders.ts';
import { noticeExpiryJob } from './jobs/notice-expiry.ts';
import { reviewTiersJob } from './jobs/review-tiers.ts';
import { settleIntentsJob } from './jobs/settle-intents.ts';
import { adjustPoints } from './rpc/adjust-points.ts';
import { applyVoucher } from './rpc/apply-voucher.ts';
import { claimOrder } from './rpc/claim-order.ts';
import { claimVoucher } from './rpc/claim-voucher.ts';
import { countReturningMembers } from './rpc/count-returning-members.ts';
import { createCampaign } from './rpc/create-campaign.ts';
import { createVoucherCodes } from './rpc/create-voucher-codes.ts';
import { endCampaign } from './rpc/end-campaign.ts';
import { erasePersonalData } from './rpc/erase-personal-data.ts';
import { exportPersonalData } from './rpc/export-personal-data.ts';
import { getBalance } from './rpc/get-balance.ts';
import { getHold } from './rpc/get-hold.ts';
import { getProgramme } from './rpc/get-programme.ts';
import { getTiers } from './rpc/get-tiers.ts';
import { getVoucherTerms } from './rpc/get-voucher-terms.ts';
import { holdPoints } from './rpc/hold-points.ts';
import { issueVouchers } from './rpc/issue-vouchers.ts';
import { leasePoints } from './rpc/lease-points.ts';
import { listAdjustments } from './rpc/list-adjustments.ts';
import { listCampaigns } from './rpc/list-campaigns.ts';
import { listHeldEarnings } from './rpc/list-held-earnings.ts';
import { listNetworkOrganisations } from './rpc/list-network-organisations.ts';
import { listPointsHistory } from './rpc/list-points-history.ts';
import { listVouchers } from './rpc/list-vouchers.ts';
import { postHold } from './rpc/post-hold.ts';
import { queueEarning } from './rpc/queue-earning.ts';
import { quotePoints } from './rpc/quote-points.ts';
import { releaseLease } from './rpc/release-lease.ts';
import { removeVoucher } from './rpc/remove-voucher.ts';
import { reviewEarning } from './rpc/review-earning.ts';
import { updateCampaign } from './rpc/update-campaign.ts';
import { updateProgramme } from './rpc/update-programme.ts';
import { voidHold } from './rpc/void-hold.ts';

/** Points that members earn at any café of a network and spend at any other, in double entry. */
export const service = defineService({
  name: 'loyalty',
  config: z.object({}),
  migrations: new URL('../prisma/migrations/', import.meta.url),
  start(host) {
    const ctx = loyaltyContext(host);
    const rpcs = implement(LoyaltyServiceDefinition, {
      adjustPoints: adjustPoints(ctx),
      claimOrder: claimOrder(ctx),
      countReturningMembers: countReturningMembers(ctx),
      getBalance: getBalance(ctx),
      getHold: getHold(ctx),
      getProgramme: getProgramme(ctx),
      getTiers: getTiers(ctx),
      holdPoints: holdPoints(ctx),
      listAdjustments: listAdjustments(ctx),
      listHeldEarnings: listHeldEarnings(ctx),
      listNetworkOrganisations: listNetworkOrganisations(ctx),
      listPointsHistory: listPointsHistory(ctx),
      postHold: postHold(ctx),
      quotePoints: quotePoints(ctx),
      queueEarning: queueEarning(ctx),
      leasePoints: leasePoints(ctx),
      releaseLease: releaseLease(ctx),
      reviewEarning: reviewEarning(ctx),
      updateProgramme: updateProgramme(ctx),
      exportPersonalData: exportPersonalData(ctx),
      erasePersonalData: erasePersonalData(ctx),
      voidHold: voidHold(ctx),
    });
    const vouchers = implement(VoucherServiceDefinition, {
      applyVoucher: applyVoucher(ctx),
      claimVoucher: claimVoucher(ctx),
      createCampaign: createCampaign(ctx),
      createVoucherCodes: createVoucherCodes(ctx),
      endCampaign: endCampaign(ctx),
      getVoucherTerms: getVoucherTerms(ctx),
      issueVouchers: issueVouchers(ctx),
      listCampaigns: listCampaigns(ctx),
      listVouchers: listVouchers(ctx),
      removeVoucher: removeVoucher(ctx),
      updateCampaign: updateCampaign(ctx),
    });
    return {
      services: [rpcs, vouchers],
      consumers: [
        onOrder(ctx),
        onPayment(ctx),
        onNetwork(ctx),
        onCustomer(ctx),
        onCancelled(ctx),
        onStaff(ctx),
      ],
      jobs: [
        expireHoldsJob(ctx),
        expirePointsJob(ctx),
        noticeExpiryJob(ctx),
        forgetOrdersJob(ctx),
        checkVouchersJob(ctx),
        expireVouchersJob(ctx),
        reviewTiersJob(ctx),
        settleIntentsJob(ctx),
      ],
    };
  },
});
