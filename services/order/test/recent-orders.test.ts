import { openDatabase } from '@sippy/kit/db';
import type { TestHost } from '@sippy/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recentOrders } from '../src/live/recent-orders.ts';
import { line, newCafe, placeOrder, startOrders } from './fixture.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startOrders();
});
afterAll(() => host.stop());

/** Makes so many copies of an order, and returns their ids. */
async function copies(orderId: string, count: number, firstNumber: number): Promise<string[]> {
  const { rows } = await host.db('order').query<{ order_id: string }>(
    `insert into "order" select (jsonb_populate_record(o, jsonb_build_object('order_id', gen_random_uuid(), 'number', n))).*
     from "order" o, generate_series($3::int, $3 + $2 - 1) as n where o.order_id = $1 returning order_id`,
    [orderId, count, firstNumber],
  );
  return rows.map((row) => row.order_id);
}

test('all orders that are asked for come, however many they are and whoever else asks at that moment', async () => {
  const cafe = await newCafe(host);
  const order = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
  const db = openDatabase({ url: host.database('order').url, service: 'order' });
  try {
    const [mine, theirs] = [
      await copies(order.orderId, 1500, 10_000),
      await copies(order.orderId, 1500, 20_000),
    ];
    const recent = recentOrders(db);
    const wanted = (ids: string[]) => new Map(ids.map((id) => [id, order.version]));
    const read = await Promise.all([recent.read(wanted(mine)), recent.read(wanted(theirs))]);
    expect(read.map((orders) => orders.map(({ orderId }) => orderId))).toEqual([mine, theirs]);
  } finally {
    await db.close();
  }
});
