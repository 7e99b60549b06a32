import type { Call, Rpc } from '@sippy/kit/call';
import type { Transaction } from '@sippy/kit/db';
import { nameOf } from '@sippy/kit/enum-names';
import { type OnceKey, once, onceKey } from '@sippy/kit/once';
import { invalidField, notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { ReviewStatus } from '@sippy/proto/loyalty/v1/guard';
import { ReviewEarningRequest, type ReviewEarningResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import type { ReviewStatus as Status } from '../domain/guards.ts';
import { earningReviewed, ownSale } from '../domain/refusals.ts';
import { heldEarningMessage, earningReviewed as reviewedEvent } from '../messages/reviews.ts';
import { postEarnings } from '../steps/post-earnings.ts';
import { lockEarning, postedFor } from '../store/earnings.ts';
import { decideReview, findReview } from '../store/reviews.ts';
import { accountOf } from '../store/staff-accounts.ts';

/** Lets an order that is held earn, or refuses it. */
export const reviewEarning =
  (ctx: LoyaltyContext): Rpc<ReviewEarningRequest, ReviewEarningResponse> =>
  async (request, call) => {
    const { orderId, note } = request;
    const decision = nameOf(ReviewStatus, request.decision);
    if (decision !== 'RELEASED' && decision !== 'REFUSED')
      throw invalidField('decision', 'must be RELEASED or REFUSED');
    if (decision === 'REFUSED' && note.trim() === '') throw invalidField('note', 'must say why');
    const reviewers = [call.actor.id, await accountOf(ctx.db, call.actor.id)];
    const key = onceKey(call, request, (r) => ReviewEarningRequest.encode(r).finish());
    const work = () =>
      ctx.db.transaction(serviceScope, (tx) => decide(ctx, tx, call, key, request, decision, reviewers));
    await once(ctx.db, call, key, work, async () => undefined);
    const [review, { posted }] = await Promise.all([findReview(ctx.db, orderId), postedFor(ctx.db, orderId)]);
    if (!review) throw new Error('a review that was just decided is not there');
    return { earning: heldEarningMessage(review), points: posted };
  };

async function decide(
  ctx: LoyaltyContext,
  tx: Transaction,
  call: Call,
  key: OnceKey,
  { orderId, cafeId, note }: ReviewEarningRequest,
  status: Status,
  reviewers: readonly (string | undefined)[],
): Promise<void> {
  await tx.once(key, {});
  const earning = await lockEarning(tx, orderId, cafeId);
  if (!earning) throw notFound('order', orderId);
  if (earning.review === status) return;
  if (earning.review !== 'HELD') throw earningReviewed(earning.review);
  if (reviewers.includes(earning.customerId ?? '')) throw ownSale();
  const time = ctx.clock.now();
  const review = await decideReview(tx, { orderId, status, note: note.trim(), reviewer: call.actor, time });
  await tx.append([reviewedEvent(review)]);
  if (status === 'RELEASED') await postEarnings(ctx, tx, [{ ...earning, review: status }], { call });
}
