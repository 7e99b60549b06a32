import { type Database, openDatabase } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { cafeScope, serviceScope } from '@sippy/kit/scope';
import { eventually, type TestHost } from '@sippy/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderMessage } from '../src/messages/answers.ts';
import { lockOrders } from '../src/store/apply-events.ts';
import { knownOrders } from '../src/store/known-orders.ts';
import { findOrder } from '../src/store/read-orders.ts';
import {
  given,
  line,
  manager,
  newCafe,
  newCustomer,
  ordersAs,
  payCash,
  placeOrder,
  startOrders,
  type TestCafe,
} from './fixture.ts';

let host: TestHost;
let cafe: TestCafe;
let db: Database;
beforeAll(async () => {
  host = await startOrders();
  cafe = await newCafe(host);
  db = openDatabase({ url: host.database('order').url, service: 'order' });
});
afterAll(async () => {
  await db.close();
  await host.stop();
});

const shown = async (orderId: string) =>
  given((await ordersAs(host, cafe.staff(...manager)).getOrder({ orderId })).order);
/** As somebody reads it who knows nothing. */
const stored = async (orderId: string) =>
  orderMessage(given(await findOrder({ db, known: knownOrders() }, serviceScope, orderId)));
const noteInDatabase = (orderId: string, note: string) =>
  host.db('order').query('update "order" set note = $2 where order_id = $1', [orderId, note]);

test('an order that is known is the one that the database has, whatever it was placed with', async () => {
  const { menu } = cafe;
  const milk = [
    { modifierId: menu.oat, quantity: 1, modifiers: [] },
    { modifierId: menu.vanilla, quantity: 2, modifiers: [] },
  ];
  const placed = [
    await placeOrder(host, cafe, [line(menu.coffee)]),
    await placeOrder(host, cafe, [], { fire: 'FIRE_MODE_LATER', table: '7', note: 'é % "quoted" \\ {}' }),
    await placeOrder(host, cafe, [
      line(menu.latte, { variantId: menu.large, modifiers: milk, note: '100 % %s "no" foam', course: 2 }),
      line(menu.muffin, { quantity: 3 }),
    ]),
    await placeOrder(host, cafe, Array(9).fill(line(menu.beans)), {
      customerId: await newCustomer(host, cafe),
      discounts: [
        {
          name: 'Friends',
          value: { $case: 'bps', value: 1000 },
          reason: { code: 'CHANGE_REASON_CODE_MISTAKE', note: '' },
        },
      ],
    }),
  ];
  for (const order of placed) expect(await shown(order.orderId)).toEqual(await stored(order.orderId));
});

test('once it is paid for, what is shown is what the database has', async () => {
  const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
  await payCash(host, cafe, orderId);
  await eventually(async () => (await shown(orderId)).paymentStatus === 'PAYMENT_STATUS_PAID');
  expect(await shown(orderId)).toEqual(await stored(orderId));
});

test('what another process has written is shown at once', async () => {
  const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
  expect((await shown(orderId)).note).toBe('');
  await noteInDatabase(orderId, 'by another');
  expect((await shown(orderId)).note).toBe('by another');
});

test('who may not see an order does not see it because it is known', async () => {
  const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
  const source = { db, known: knownOrders() };
  expect(await findOrder(source, serviceScope, orderId)).toBeDefined();
  expect(await findOrder(source, cafeScope(newId()), orderId)).toBeUndefined();
});

test('what somebody writes while its lock is waited for counts, not what was known', async () => {
  const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
  const known = knownOrders();
  await findOrder({ db, known }, serviceScope, orderId);
  const other = await host.db('order').connect();
  try {
    await other.query('begin');
    await other.query(`update "order" set note = 'first' where order_id = $1`, [orderId]);
    const locked = db.transaction(serviceScope, (tx) => lockOrders(tx, known, [orderId]));
    await eventually(async () => {
      const { rows } = await other.query('select from pg_locks where not granted');
      return rows.length > 0;
    });
    await other.query('commit');
    expect((await locked).get(orderId)?.note).toBe('first');
  } finally {
    other.release();
  }
});
