import { type Database, statement } from '@sippy/kit/db';
import { cafeScope } from '@sippy/kit/scope';
import { localTime } from '@sippy/kit/time';
import { LRUCache } from 'lru-cache';
import { anyHour, hoursLikeThis, type WeightedSpan } from '../domain/hours-like-this.ts';

/** A product and how many of it the guests of a café got. */
export interface SoldProduct {
  product_id: string;
  quantity: bigint;
}

/** Most products in an answer. */
const MOST = 200;
/** With fewer products than this, those of other hours are added. */
const ENOUGH = 50;
/** How long an answer is kept, in milliseconds. */
const KEPT_MS = 10 * 60_000;
/** Most answers that are kept. */
const MAX_KEPT = 1000;

/**
 * Sums by product over the orders taken in spans of time, which the index of a café's orders finds. Lines are asked for by
 * order (`offset 0`): how few orders lie in a span is nothing that a plan can know, and else all lines there are may be read.
 */
export const soldSql = statement<SoldProduct>(
  'order_sold_products',
  `select l.product_id, sum(l.quantity)::bigint as quantity
   from unnest($2::timestamptz[], $3::timestamptz[], $4::int[]) as s (start_time, end_time, weight)
   join "order" o on o.cafe_id = $1 and o.taken_time >= s.start_time and o.taken_time < s.end_time
   cross join lateral (select product_id, quantity from order_line where order_id = o.order_id and quantity > 0 offset 0) l
   where o.status <> 'CANCELLED'
   group by l.product_id order by sum(l.quantity * s.weight) desc, l.product_id limit ${MOST}`,
);

interface Question {
  readonly cafeId: string;
  readonly at: Date;
  readonly zone: string;
}

/** What cafés sell most at an hour of the day. */
export interface PopularProducts {
  /** The most sold first; kept for ten minutes for each café and hour, and read once for all who ask at a time. */
  of(cafeId: string, at: Date, zone: string): Promise<readonly SoldProduct[]>;
}

/** Reads them from orders. */
export function popularProducts(db: Database): PopularProducts {
  const kept = new LRUCache<string, readonly SoldProduct[], Question>({
    max: MAX_KEPT,
    ttl: KEPT_MS,
    fetchMethod: (_key, _stale, { context }) => read(db, context),
  });
  return {
    async of(cafeId, at, zone) {
      const { date, minute } = localTime(at, zone);
      const key = `${cafeId} ${zone} ${date} ${Math.floor(minute / 60)}`;
      return (await kept.fetch(key, { context: { cafeId, at, zone } })) ?? [];
    },
  };
}

async function read(db: Database, { cafeId, at, zone }: Question): Promise<SoldProduct[]> {
  const sold = (spans: readonly WeightedSpan[]) =>
    db.read(cafeScope(cafeId), soldSql, [
      cafeId,
      spans.map(({ start }) => start.toISOString()),
      spans.map(({ end }) => end.toISOString()),
      spans.map(({ weight }) => weight),
    ]);
  const atThisHour = await sold(hoursLikeThis(at, zone));
  if (atThisHour.length >= ENOUGH) return atThisHour;
  const known = new Set(atThisHour.map((row) => row.product_id));
  const others = (await sold(anyHour(at))).filter((row) => !known.has(row.product_id));
  return [...atThisHour, ...others].slice(0, MOST);
}
