/** Orders that have not earned at once, in answers and events. */
import type { NewEvent } from '@sippy/kit/events';
import {
  GuardReason,
  type HeldEarning,
  type PointsGuards,
  ReviewStatus,
} from '@sippy/proto/loyalty/v1/guard';
import { EarningReviewed } from '@sippy/proto/loyalty/v1/loyalty_event';
import type { Guards } from '../domain/guards.ts';
import type { Review } from '../store/reviews.ts';

/** The guards that a request sends. */
export function readGuards(message: PointsGuards): Guards {
  return {
    limits: {
      MEMBER: { orders: message.memberOrdersPerDay, points: Number(message.memberPointsPerDay) },
      STAFF: { orders: message.staffOrdersPerDay, points: Number(message.staffPointsPerDay) },
      CAFE: { orders: message.cafeOrdersPerDay, points: Number(message.cafePointsPerDay) },
    },
    redemptions: message.memberRedemptionsPerDay,
    ownSales: message.staffOwnSales,
  };
}

/** Guards as an answer shows them. */
export function guardsMessage({ limits, redemptions, ownSales }: Guards): PointsGuards {
  return {
    memberOrdersPerDay: limits.MEMBER.orders,
    memberPointsPerDay: BigInt(limits.MEMBER.points),
    staffOrdersPerDay: limits.STAFF.orders,
    staffPointsPerDay: BigInt(limits.STAFF.points),
    cafeOrdersPerDay: limits.CAFE.orders,
    cafePointsPerDay: BigInt(limits.CAFE.points),
    memberRedemptionsPerDay: redemptions,
    staffOwnSales: ownSales,
  };
}

/** A review as an answer shows it. */
export function heldEarningMessage(review: Review): HeldEarning {
  const { orderId, cafeId, customerId, businessDay, points, holdTime } = review;
  return {
    ...{ orderId, cafeId, customerId, businessDay, points, holdTime },
    staffId: review.staffId ?? '',
    reasons: review.reasons.map((reason) => GuardReason[reason]),
    status: ReviewStatus[review.status],
    reviewerId: review.reviewerId ?? '',
    note: review.note ?? '',
    reviewTime: review.reviewTime ?? undefined,
  };
}

/** earning.held */
export function earningHeld(review: Review): NewEvent {
  return reviewEvent('earning.held', review, 1n);
}

/** earning.reviewed */
export function earningReviewed(review: Review): NewEvent {
  return reviewEvent('earning.reviewed', review, 2n);
}

function reviewEvent(type: string, review: Review, version: bigint): NewEvent {
  const { orderId, networkId, customerId, cafeId, organisationId, businessDay, points } = review;
  return {
    type,
    aggregate: { type: 'earning', id: orderId, version },
    organisationId,
    cafeId,
    payload: EarningReviewed.encode({
      ...{ orderId, networkId, customerId, cafeId, businessDay, points },
      reasons: review.reasons.map((reason) => GuardReason[reason]),
      status: ReviewStatus[review.status],
    }).finish(),
  };
}
