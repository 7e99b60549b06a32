/** Orders that have not earned at once. */
import type { Actor } from '@sippy/kit/call';
import { type Database, json, statement, type Transaction } from '@sippy/kit/db';
import type { Page } from '@sippy/kit/page';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import type { GuardReason, ReviewStatus } from '../domain/guards.ts';

/** An order as it was held, and what was decided. */
export interface Review {
  orderId: string;
  networkId: string;
  cafeId: string;
  organisationId: string;
  customerId: string;
  staffId: string | null;
  businessDay: string;
  points: bigint;
  reasons: readonly GuardReason[];
  status: ReviewStatus;
  holdTime: Date;
  reviewerId: string | null;
  note: string | null;
  reviewTime: Date | null;
}

/** Sort key of the list: the business day, then the order. */
export type ReviewPage = Page<['day', 'uuid']>;

const COLUMNS = `order_id, network_id, cafe_id, organisation_id, customer_id, staff_id, business_day, points, reasons, status,
  hold_time, review_time`;
const REVIEW = `r.order_id as "orderId", r.network_id as "networkId", r.cafe_id as "cafeId", r.organisation_id as "organisationId",
  r.customer_id as "customerId", r.staff_id as "staffId", r.business_day as "businessDay", r.points, r.reasons, r.status,
  r.hold_time as "holdTime", r.reviewer_id as "reviewerId", r.note, r.review_time as "reviewTime"`;

const add = statement<object>(
  'loyalty_hold_earnings',
  `with held as (
     insert into earning_review (${COLUMNS}) select ${COLUMNS} from jsonb_populate_recordset(null::earning_review, $1::jsonb)
     returning order_id, status)
   update earning e set review = h.status from held h where e.order_id = h.order_id`,
);

const decide = statement<Review>(
  'loyalty_review_earning',
  `with marked as (update earning set review = $2, update_time = $6 where order_id = $1)
   update earning_review r set status = $2, reviewer_kind = $3, reviewer_id = $4, note = nullif($5, ''), review_time = $6
   where r.order_id = $1 returning ${REVIEW}`,
);

const find = statement<Review>(
  'loyalty_find_review',
  `select ${REVIEW} from earning_review r where r.order_id = $1`,
);

const list = statement<Review>(
  'loyalty_list_reviews',
  `select ${REVIEW} from earning_review r
   where r.cafe_id = $1 and ($2::date is null or r.business_day = $2) and ($3::text is null or r.status = $3)
     and ($4::text is null or (r.business_day, r.order_id) < ($4::date, $5::uuid))
   order by r.business_day desc, r.order_id desc limit $6`,
);

/** Writes that locked orders do not earn at once, or not at all. */
export async function holdEarnings(tx: Transaction, reviews: readonly Review[]): Promise<void> {
  const rows = reviews.map((review) => ({
    ...{ order_id: review.orderId, network_id: review.networkId, cafe_id: review.cafeId },
    ...{ organisation_id: review.organisationId, customer_id: review.customerId, staff_id: review.staffId },
    ...{ business_day: review.businessDay, points: review.points, reasons: review.reasons },
    ...{ status: review.status, hold_time: review.holdTime, review_time: review.reviewTime },
  }));
  await tx.query(add, [json(rows)]);
}

/** What somebody decides. */
export interface Decided {
  orderId: string;
  status: ReviewStatus;
  note: string;
  reviewer: Actor;
  time: Date;
}

/** Writes what was decided about a locked order. */
export async function decideReview(
  tx: Transaction,
  { orderId, status, note, reviewer, time }: Decided,
): Promise<Review> {
  const [review] = await tx.query(decide, [orderId, status, reviewer.kind, reviewer.id, note, time]);
  if (!review) throw new Error(`order ${orderId} is not held`);
  return review;
}

/** The review of an order. */
export async function findReview(db: Database, orderId: string): Promise<Review | undefined> {
  return (await db.read(serviceScope, find, [orderId]))[0];
}

/** Which reviews of a café; an empty day and no status mean any. */
export interface ReviewFilter {
  cafeId: string;
  businessDay: string;
  status: ReviewStatus | undefined;
}

/** A page of a café's reviews, the latest day first. */
export function reviewsOf(
  db: Database,
  scope: Scope,
  { cafeId, businessDay, status }: ReviewFilter,
  page: ReviewPage,
): Promise<Review[]> {
  const [day = null, orderId = null] = page.after ?? [];
  return db.read(scope, list, [cafeId, businessDay || null, status ?? null, day, orderId, page.size + 1]);
}
