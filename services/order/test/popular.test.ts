import type { TestHost } from '@sippy/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { soldSql } from '../src/store/popular-products.ts';
import {
  given,
  line,
  manager,
  newCafe,
  ordersAs,
  placeOrder,
  startOrders,
  type TestCafe,
} from './fixture.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startOrders();
});
afterAll(() => host.stop());

const tradingSince = new Date('2019-01-01T00:00:00Z');
/** A Wednesday, 08:30 in New York. */
const time = new Date('2019-06-19T12:30:00Z');
const before = (days: number, hours = 0) =>
  new Date(time.getTime() - days * 86_400_000 + hours * 3_600_000 - 60_000);

async function popular(cafe: TestCafe, at = time): Promise<[string, bigint][]> {
  const { cafeId } = cafe;
  const { products } = await ordersAs(host, cafe.staff('order.read')).listPopularProducts({
    cafeId,
    time: at,
  });
  const names = new Map(Object.entries(cafe.menu).map(([name, id]) => [id, name]));
  return products.map(({ productId, quantity }) => [names.get(productId) ?? productId, quantity]);
}

async function sell(
  cafe: TestCafe,
  takenTime: Date,
  product: 'coffee' | 'muffin' | 'beans',
  quantity = 1,
  cancelled = false,
): Promise<void> {
  const lines = [line(cafe.menu[product], { quantity })];
  const { orderId, version } = await placeOrder(host, cafe, lines, { takenTime });
  if (!cancelled) return;
  const { organisationId: _, staff } = cafe;
  const reason = { code: 'CHANGE_REASON_CODE_MISTAKE' as const };
  const requestId = crypto.randomUUID();
  await ordersAs(host, staff(...manager)).cancelOrder({ requestId, orderId, version, reason });
}

test('what was sold around this hour comes first, days of this kind count double, then what was sold at other hours', async () => {
  const cafe = await newCafe(host, { tradingSince });
  await sell(cafe, before(1), 'coffee', 3);
  await sell(cafe, before(3), 'muffin', 5);
  await sell(cafe, before(2, 6), 'beans', 9);
  expect(await popular(cafe)).toEqual([
    ['coffee', 3n],
    ['muffin', 5n],
    ['beans', 9n],
  ]);
});

test('cancelled orders, older ones, later ones and those of other cafés do not count', async () => {
  const cafe = await newCafe(host, { tradingSince });
  const sister = await newCafe(host, { tradingSince, organisationId: cafe.organisationId });
  await sell(cafe, before(1), 'coffee');
  await sell(cafe, before(1), 'muffin', 2, true);
  await sell(cafe, before(40), 'muffin', 2);
  await sell(cafe, before(-1), 'muffin', 2);
  await sell(sister, before(1), 'beans', 2);
  expect(await popular(cafe)).toEqual([['coffee', 1n]]);
});

test('an answer is kept for its café and hour, and the next hour has its own', async () => {
  const cafe = await newCafe(host, { tradingSince });
  expect(await popular(cafe)).toEqual([]);
  await sell(cafe, before(1), 'coffee');
  expect(await popular(cafe, new Date(time.getTime() + 60_000))).toEqual([]);
  expect(await popular(cafe, new Date(time.getTime() + 3_600_000))).toEqual([['coffee', 1n]]);
});

test('only those who may read the café’s orders are told', async () => {
  const cafe = await newCafe(host);
  const other = await newCafe(host, { organisationId: cafe.organisationId });
  const list = (rights: string[], cafeId: string) =>
    ordersAs(host, cafe.staff(...rights)).listPopularProducts({ cafeId });
  await expect(list(['order.place'], cafe.cafeId)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(list(['order.read'], other.cafeId)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(list(['order.read'], 'here')).rejects.toMatchObject({ fields: [{ field: 'cafe_id' }] });
});

test('28 days of a thousand orders each are read by the index of the café, in well under a second', async () => {
  const cafe = await newCafe(host, { tradingSince });
  await sell(cafe, before(1), 'coffee', 2);
  const db = host.db('order');
  await db.query(
    `insert into "order" select copy.* from "order" o, generate_series(1, 28000) as n, lateral jsonb_populate_record(o, jsonb_build_object(
       'order_id', gen_random_uuid(), 'number', 'N' || n, 'taken_time', $2::timestamptz - n * interval '86 seconds')) as copy
     where o.cafe_id = $1`,
    [cafe.cafeId, time],
  );
  await db.query(
    `insert into order_line select copy.* from order_line l, "order" o, generate_series(1, 3) as p, lateral jsonb_populate_record(l, jsonb_build_object(
       'order_id', o.order_id, 'line_id', gen_random_uuid(), 'product_id', case p when 1 then l.product_id
         else ('00000000-0000-7000-8000-' || lpad((abs(hashtext(o.order_id::text || p)) % 60)::text, 12, '0'))::uuid end)) as copy
     where l.cafe_id = $1 and o.cafe_id = $1 and o.number like 'N%'`,
    [cafe.cafeId],
  );
  await db.query('analyze "order", order_line');
  const start = performance.now();
  const found = await popular(cafe);
  const took = performance.now() - start;
  expect(found[0]?.[0]).toBe('coffee');
  expect(found).toHaveLength(61);
  expect(took).toBeLessThan(1000);
  const spans = [28, 1].map((count) => ({
    start: [...Array(count).keys()].map((day) => before(count === 1 ? 28 : day, -1)),
    end: [...Array(count).keys()].map((day) => before(count === 1 ? 0 : day)),
    weight: Array(count).fill(1),
  }));
  for (const { start, end, weight } of spans) {
    const { rows } = await db.query(`explain (analyze, buffers) ${soldSql.text}`, [
      cafe.cafeId,
      start,
      end,
      weight,
    ]);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('order_cafe');
    expect(plan).not.toContain('Seq Scan');
  }
  expect(given(found[0])[1]).toBeGreaterThan(1000n);
}, 60_000);
