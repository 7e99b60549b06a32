/** What is known of members' orders. Each half is replaced by what is newer only, so events may come in any order and twice. */
import { type Database, json, statement, type Transaction } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import type { Earning } from '../domain/earning.ts';
import type { OrderNews } from '../messages/order-news.ts';
import type { PaymentNews } from '../messages/payment-news.ts';

/** What an order has earned, and where its review stands. */
export type EarnedRow = Pick<Earning, 'posted' | 'review'>;

type EarningRow = Omit<Earning, 'lines'> & {
  lines: { productId: string; categoryId: string; quantity: number; net: string }[];
};

const EARNING = `e.order_id as "orderId", e.cafe_id as "cafeId", e.organisation_id as "organisationId",
  e.customer_id as "customerId", e.order_version as "orderVersion", e.order_total as "orderTotal",
  e.currency_code as "currencyCode", e.lines, e.paid, e.refunded, e.points_paid as "pointsPaid",
  e.points_refunded as "pointsRefunded", e.payment_id as "paymentId",
  e.business_day as "businessDay", e.payment_time as "paymentTime", e.network_id as "networkId", e.lot_id as "lotId",
  e.set_id as "setId", e.rule_version as "ruleVersion", e.posted, e.placed_by_id as "placedById", e.taken_by_id as "takenById",
  e.claimed_by_id as "claimedById", e.review, e.is_birthday as "isBirthday"`;

const COLUMNS = `order_id, cafe_id, organisation_id, customer_id, order_version, order_total, currency_code, lines,
  standing_version, paid, refunded, points_paid, points_refunded, payment_id, complete_version, business_day, payment_time,
  is_claimed, posted, update_time, placed_by_id, taken_by_id, claimed_by_id`;

const NEWER_STANDING = `(standing_version, paid, refunded, points_paid, points_refunded) = (
       select case when is_newer then excluded.standing_version else e.standing_version end,
         case when is_newer then excluded.paid else e.paid end,
         case when is_newer then excluded.refunded else e.refunded end,
         case when is_newer then excluded.points_paid else e.points_paid end,
         case when is_newer then excluded.points_refunded else e.points_refunded end
       from (select excluded.standing_version > e.standing_version as is_newer) f)`;

const rows = `select ${COLUMNS} from jsonb_populate_recordset(null::earning, $1::jsonb) order by order_id`;

/** A member who has earned with an order keeps it, and so does one who claimed it. */
const keepOrders = statement<EarningRow>(
  'loyalty_keep_orders',
  `insert into earning as e (${COLUMNS}) ${rows}
   on conflict (order_id) do update set order_version = excluded.order_version, order_total = excluded.order_total,
     currency_code = excluded.currency_code, lines = excluded.lines, update_time = excluded.update_time,
     placed_by_id = excluded.placed_by_id,
     customer_id = case when e.is_claimed or e.set_id is not null then e.customer_id else excluded.customer_id end
   where e.order_version < excluded.order_version
   returning ${EARNING}`,
);

const keepPayments = statement<EarningRow>(
  'loyalty_keep_payments',
  `insert into earning as e (${COLUMNS}) ${rows}
   on conflict (order_id) do update set
     ${NEWER_STANDING},
     customer_id = case when e.order_version = 0 then coalesce(e.customer_id, excluded.customer_id) else e.customer_id end,
     (payment_id, complete_version, business_day, payment_time, taken_by_id) = (
       select case when is_first then excluded.payment_id else e.payment_id end,
         case when is_first then excluded.complete_version else e.complete_version end,
         case when is_first then excluded.business_day else e.business_day end,
         case when is_first then excluded.payment_time else e.payment_time end,
         case when is_first then excluded.taken_by_id else e.taken_by_id end
       from (select excluded.payment_id is not null and e.set_id is null
         and excluded.complete_version < coalesce(e.complete_version, excluded.complete_version + 1) as is_first) f),
     update_time = excluded.update_time
   returning ${EARNING}`,
);

const claim = statement<EarningRow>(
  'loyalty_claim',
  `insert into earning as e (${COLUMNS}) ${rows}
   on conflict (order_id) do update set is_claimed = true,
     customer_id = coalesce(e.customer_id, excluded.customer_id),
     order_version = greatest(e.order_version, excluded.order_version),
     order_total = case when excluded.order_version > e.order_version then excluded.order_total else e.order_total end,
     lines = case when excluded.order_version > e.order_version then excluded.lines else e.lines end,
     ${NEWER_STANDING},
     placed_by_id = coalesce(excluded.placed_by_id, e.placed_by_id),
     claimed_by_id = coalesce(e.claimed_by_id, excluded.claimed_by_id),
     payment_id = coalesce(e.payment_id, excluded.payment_id),
     complete_version = coalesce(e.complete_version, excluded.complete_version),
     business_day = coalesce(e.business_day, excluded.business_day),
     payment_time = coalesce(e.payment_time, excluded.payment_time),
     update_time = excluded.update_time
   returning ${EARNING}`,
);

/** Earnings of cafés that belonged to no network when their orders were paid, as far as was known. */
const unplaced = statement<EarningRow>(
  'loyalty_unplaced_earnings',
  `select ${EARNING} from earning e
   where e.cafe_id = any ($1::uuid[]) and e.network_id is null and e.customer_id is not null and e.payment_id is not null
     and ($2::uuid is null or e.order_id > $2)
   order by e.order_id limit 1000 for update`,
);

const posted = statement<EarnedRow>(
  'loyalty_posted_for_order',
  'select posted, review from earning where order_id = $1',
);

const lock = statement<EarningRow>(
  'loyalty_lock_earning',
  `select ${EARNING} from earning e where e.order_id = $1 and e.cafe_id = $2 for update`,
);

const forget = statement<object>(
  'loyalty_forget_earnings',
  `delete from earning where order_id in (
     select order_id from earning where set_id is null and review is null and update_time < $1 order by update_time limit 1000 for update skip locked)`,
);

/** Keeps what orders are now; returns the earnings of those that have become newer, locked. */
export async function keepOrderNews(
  tx: Transaction,
  news: readonly OrderNews[],
  now: Date,
): Promise<Earning[]> {
  if (news.length === 0) return [];
  const kept = await tx.query(keepOrders, [
    json(news.map((each) => ({ ...blank(now), ...orderHalf(each) }))),
  ]);
  return kept.map(earningOf);
}

/** Keeps how orders are paid now; returns their earnings, locked. */
export async function keepPaymentNews(
  tx: Transaction,
  news: readonly PaymentNews[],
  now: Date,
): Promise<Earning[]> {
  if (news.length === 0) return [];
  const written = news.map((each) => ({ ...blank(now), ...paymentHalf(each) }));
  return (await tx.query(keepPayments, [json(written)])).map(earningOf);
}

/** Keeps an order for the member who claims it, unless it has one; returns its earning, locked. */
export async function claimEarning(
  tx: Transaction,
  order: OrderNews,
  payment: PaymentNews,
  member: { customerId: string; claimedById: string | null },
  now: Date,
): Promise<Earning> {
  const row = {
    ...blank(now),
    ...paymentHalf(payment),
    ...orderHalf(order),
    customer_id: order.customerId ?? member.customerId,
    claimed_by_id: member.claimedById,
    is_claimed: true,
  };
  const [claimed] = await tx.query(claim, [json([row])]);
  if (!claimed) throw new Error('a claimed order has an earning');
  return earningOf(claimed);
}

/** Some earnings that wait for their café to be known in a network, by the ids of their orders, locked. */
export async function unplacedEarnings(
  tx: Transaction,
  cafeIds: readonly string[],
  after?: string,
): Promise<Earning[]> {
  return (await tx.query(unplaced, [cafeIds, after ?? null])).map(earningOf);
}

/** Points that an order has earned, less those that were taken back. */
export async function postedFor(db: Database, orderId: string): Promise<EarnedRow> {
  return (await db.read(serviceScope, posted, [orderId]))[0] ?? { posted: 0n, review: null };
}

/** The earning of a café's order, locked. */
export async function lockEarning(
  tx: Transaction,
  orderId: string,
  cafeId: string,
): Promise<Earning | undefined> {
  return (await tx.query(lock, [orderId, cafeId])).map(earningOf)[0];
}

/** Forgets orders with which nothing was earned, of which nothing has been heard since a time. */
export async function forgetEarnings(db: Database, before: Date): Promise<void> {
  await db.command(serviceScope, forget, [before]);
}

function blank(now: Date) {
  return {
    order_version: 0,
    order_total: 0,
    lines: [],
    standing_version: 0,
    ...{ paid: 0, refunded: 0, points_paid: 0, points_refunded: 0 },
    is_claimed: false,
    posted: 0,
    update_time: now,
  };
}

function orderHalf(news: OrderNews) {
  return {
    order_id: news.orderId,
    cafe_id: news.cafeId,
    organisation_id: news.organisationId,
    customer_id: news.customerId,
    order_version: news.version,
    order_total: news.total,
    currency_code: news.currencyCode,
    lines: news.lines,
    placed_by_id: news.placedById,
  };
}

function paymentHalf(news: PaymentNews) {
  const { completion } = news;
  return {
    order_id: news.orderId,
    cafe_id: news.cafeId,
    organisation_id: news.organisationId,
    customer_id: news.customerId,
    currency_code: news.currencyCode,
    standing_version: news.version,
    paid: news.paid,
    refunded: news.refunded,
    points_paid: news.pointsPaid,
    points_refunded: news.pointsRefunded,
    payment_id: completion?.paymentId,
    complete_version: completion?.version,
    business_day: completion?.businessDay,
    payment_time: completion?.paymentTime,
    taken_by_id: completion?.takenById,
  };
}

function earningOf({ lines, ...row }: EarningRow): Earning {
  return { ...row, lines: lines.map((line) => ({ ...line, net: BigInt(line.net) })) };
}
