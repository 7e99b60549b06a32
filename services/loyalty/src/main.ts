import { defineService, implement } from '@sippy/kit/service';
import { LoyaltyServiceDefinition } from '@sippy/proto/loyalty/v1/loyalty_service';
import { z } from 'zod';
import { loyaltyContext } from './context.ts';
import { onCustomer } from './events/on-customer.ts';
import { onNetwork } from './events/on-network.ts';
import { onOrder } from './events/on-order.ts';
import { onPayment } from './events/on-payment.ts';
import { expireHoldsJob } from './jobs/expire-holds.ts';
import { expirePointsJob } from './jobs/expire-points.ts';
import { forgetOrdersJob } from './jobs/forget-orders.ts';
import { noticeExpiryJob } from './jobs/notice-expiry.ts';
import { adjustPoints } from './rpc/adjust-points.ts';
import { claimOrder } from './rpc/claim-order.ts';
import { getBalance } from './rpc/get-balance.ts';
import { getHold } from './rpc/get-hold.ts';
import { getProgramme } from './rpc/get-programme.ts';
import { holdPoints } from './rpc/hold-points.ts';
import { listAdjustments } from './rpc/list-adjustments.ts';
import { listNetworkOrganisations } from './rpc/list-network-organisations.ts';
import { listPointsHistory } from './rpc/list-points-history.ts';
import { postHold } from './rpc/post-hold.ts';
import { quotePoints } from './rpc/quote-points.ts';
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
      getBalance: getBalance(ctx),
      getHold: getHold(ctx),
      getProgramme: getProgramme(ctx),
      holdPoints: holdPoints(ctx),
      listAdjustments: listAdjustments(ctx),
      listNetworkOrganisations: listNetworkOrganisations(ctx),
      listPointsHistory: listPointsHistory(ctx),
      postHold: postHold(ctx),
      quotePoints: quotePoints(ctx),
      updateProgramme: updateProgramme(ctx),
      voidHold: voidHold(ctx),
    });
    return {
      services: [rpcs],
      consumers: [onOrder(ctx), onPayment(ctx), onNetwork(ctx), onCustomer(ctx)],
      jobs: [expireHoldsJob(ctx), expirePointsJob(ctx), noticeExpiryJob(ctx), forgetOrdersJob(ctx)],
    };
  },
});
