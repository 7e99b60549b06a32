import { organisationOf, type Rpc } from '@sippy/kit/call';
import { requestIdReused } from '@sippy/kit/once';
import { EarnIntentStatus } from '@sippy/proto/loyalty/v1/loyalty';
import type { QueueEarningRequest, QueueEarningResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { settleIntent } from '../steps/settle-intent.ts';
import { addIntent, findIntent } from '../store/earn-intents.ts';

/** Takes in that an order is a member's, whether the order is there yet or not. */
export const queueEarning =
  (ctx: LoyaltyContext): Rpc<QueueEarningRequest, QueueEarningResponse> =>
  async (request, call) => {
    const { requestId: intentId, cafeId, orderId, customerId, time } = request;
    const now = ctx.clock.now();
    const said = time && time < now ? time : now;
    const wanted = { intentId, cafeId, orderId, customerId, time: said };
    const known = await findIntent(ctx.db, intentId);
    if (!known) await addIntent(ctx.db, call, wanted, organisationOf(call), now);
    const intent = known ?? (await findIntent(ctx.db, intentId));
    if (!intent) throw new Error('an intent that was just kept is not there');
    const isSame = intent.cafeId === cafeId && intent.orderId === orderId && intent.customerId === customerId;
    if (!isSame) throw requestIdReused();
    await settleIntent(ctx, call, intent);
    const { status, reason } = (await findIntent(ctx.db, intentId)) ?? intent;
    return { status: EarnIntentStatus[status], reason: reason ?? '' };
  };
