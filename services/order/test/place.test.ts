import { setTimeout as sleep } from 'node:timers/promises';
import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { eventually, type TestHost, testCustomer, testStaff } from '@sippy/kit/testing';
import { service as loyalty } from '@sippy/loyalty';
import { CatalogServiceDefinition } from '@sippy/proto/catalog/v1/catalog_service';
import { Event } from '@sippy/proto/event/v1/event';
import { OrderCreated } from '@sippy/proto/order/v1/order_event';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  barista,
  given,
  line,
  manager,
  newCafe,
  newCustomer,
  ordersAs,
  placeOrder,
  startOrders,
  type TestCafe,
} from './fixture.ts';

let host: TestHost;
let cafe: TestCafe;
let me: Principal;
beforeAll(async () => {
  host = await startOrders({}, [loyalty]);
  cafe = await newCafe(host);
  me = cafe.staff(...barista);
});
afterAll(() => host.stop());

const asBarista = () => ordersAs(host, me);
const usd = (minor: bigint) => ({ currencyCode: 'USD', minor });
const counts = async () => {
  const { rows } = await host
    .db('order')
    .query(
      'select (select count(*) from "order") o, (select count(*) from order_line) l, (select count(*) from event) e',
    );
  return rows[0];
};

/** Puts coffee on or off sale, and waits until the order service knows; two seconds at most. */
async function sell(available: boolean): Promise<void> {
  const { cafeId, menu } = cafe;
  const catalog = host.peer(CatalogServiceDefinition, cafe.staff(...manager));
  await catalog.setProductAvailability({ requestId: newId(), cafeId, productId: menu.coffee, available });
  const quote = () => asBarista().quoteOrder({ cafeId, lines: [line(menu.coffee)] });
  const isSold = () =>
    quote().then(
      () => true,
      () => false,
    );
  await eventually(async () => (await isSold()) === available, 2000);
}

describe('placing an order', () => {
  test('copies names and prices from the menu, sums them up and sends it to the kitchen', async () => {
    const { menu } = cafe;
    const order = await placeOrder(host, cafe, [
      line(menu.latte, {
        variantId: menu.large,
        quantity: 2,
        modifiers: [pick(menu.oat), pick(menu.vanilla, 2)],
      }),
      line(menu.muffin),
    ]);
    expect(order).toMatchObject({ status: 'ORDER_STATUS_PENDING', version: 1n, number: 'A1' });
    expect(order.paymentStatus).toBe('PAYMENT_STATUS_UNPAID');
    expect(order.totals).toMatchObject({ subtotal: usd(1595n), total: usd(1595n), due: usd(1595n) });
    expect(
      order.lines.map((l) => [l.productName, l.variantName, l.totalAmount?.minor, l.needsPreparation]),
    ).toEqual([
      ['Latte', 'Large', 1270n, true],
      ['Muffin', '', 325n, false],
    ]);
    const read = await asBarista().getOrder({ orderId: order.orderId });
    expect(read.order).toEqual(order);
  });

  test('a group that needs a choice and gets none has its default', async () => {
    const order = await placeOrder(host, cafe, [line(cafe.menu.latte, { variantId: cafe.menu.small })]);
    expect(order.lines[0]?.modifiers.map((m) => m.name)).toEqual(['Whole milk']);
  });

  test('tells others what they need, and nothing personal', async () => {
    const secret = { customerName: 'Zacharias', note: 'allergic to Zimt' };
    const order = await placeOrder(host, cafe, [line(cafe.menu.coffee)], {
      ...secret,
      customerId: await newCustomer(host, cafe),
    });
    const { rows } = await host
      .db('order')
      .query('select envelope from event where aggregate_id = $1', [order.orderId]);
    const event = Event.decode(rows[0].envelope);
    const told = given(OrderCreated.decode(event.payload).order);
    expect(event).toMatchObject({ type: 'order.created', aggregateVersion: 1n, cafeId: cafe.cafeId });
    expect(told).toMatchObject({
      number: order.number,
      customerId: order.customerId,
      status: 'ORDER_STATUS_PENDING',
    });
    expect(told.lines[0]).toMatchObject({
      categoryId: order.lines[0]?.categoryId,
      quantity: 1,
      needsPreparation: true,
    });
    expect(Buffer.from(rows[0].envelope).includes('Za')).toBe(false);
    expect(Buffer.from(rows[0].envelope).includes('Zimt')).toBe(false);
  });

  test('an open check may be empty, one for the kitchen may not', async () => {
    const open = await asBarista().placeOrder({
      requestId: newId(),
      cafeId: cafe.cafeId,
      fire: 'FIRE_MODE_LATER',
    });
    expect(open.order).toMatchObject({
      status: 'ORDER_STATUS_CREATED',
      paymentStatus: 'PAYMENT_STATUS_UNPAID',
    });
    await expect(asBarista().placeOrder({ requestId: newId(), cafeId: cafe.cafeId })).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'EMPTY',
      domain: 'sippy.order',
    });
  });

  test('a café that fires when paid keeps counter orders open until then', async () => {
    const other = await newCafe(host, { fireWhenPaid: true });
    const order = await placeOrder(host, other, [line(other.menu.coffee)]);
    expect(order).toMatchObject({
      status: 'ORDER_STATUS_CREATED',
      fire: 'FIRE_MODE_WHEN_PAID',
      expireTime: undefined,
    });
  });

  test('the total that the guest was shown is kept to', async () => {
    const request = { requestId: newId(), cafeId: cafe.cafeId, lines: [line(cafe.menu.coffee)] };
    await expect(asBarista().placeOrder({ ...request, expectedTotal: usd(200n) })).rejects.toMatchObject({
      reason: 'PRICE_CHANGED',
      metadata: { total: '250', expected: '200' },
    });
    expect((await asBarista().placeOrder({ ...request, expectedTotal: usd(250n) })).order?.version).toBe(1n);
  });
});

describe('the same request', () => {
  test('gives the same order, also when twins arrive together', async () => {
    const request = { requestId: newId(), cafeId: cafe.cafeId, lines: [line(cafe.menu.coffee)] };
    const made = await Promise.all([...Array(12)].map(() => asBarista().placeOrder(request)));
    expect(new Set(made.map(({ order }) => order?.orderId)).size).toBe(1);
    const { rows } = await host
      .db('order')
      .query('select count(*)::int as n from event where aggregate_id = $1', [made[0]?.order?.orderId]);
    expect(rows[0].n).toBe(1);
  });

  test('with another body is refused', async () => {
    const request = { requestId: newId(), cafeId: cafe.cafeId, lines: [line(cafe.menu.coffee)] };
    await asBarista().placeOrder(request);
    await expect(
      asBarista().placeOrder({ ...request, lines: [line(cafe.menu.muffin)] }),
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', reason: 'REQUEST_ID_REUSED' });
  });

  test('counts even if it would be refused by now', async () => {
    const request = {
      requestId: newId(),
      cafeId: cafe.cafeId,
      lines: [line(cafe.menu.coffee)],
      expectedTotal: usd(250n),
    };
    const first = await asBarista().placeOrder(request);
    await sell(false);
    await expect(asBarista().placeOrder({ ...request, requestId: newId() })).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'UNAVAILABLE_PRODUCT',
      message: 'Coffee is sold out.',
    });
    expect((await asBarista().placeOrder(request)).order?.orderId).toBe(first.order?.orderId);
    await sell(true);
  });

  test('an order id that is taken is refused', async () => {
    const order = await placeOrder(host, cafe, [line(cafe.menu.muffin)]);
    await expect(
      placeOrder(host, cafe, [line(cafe.menu.muffin)], { orderId: order.orderId }),
    ).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });
});

describe('numbers', () => {
  test('are never given twice, however many orders come at once', async () => {
    const orders = await Promise.all(
      [...Array(60)].map(() => placeOrder(host, cafe, [line(cafe.menu.muffin)])),
    );
    expect(new Set(orders.map((o) => o.number)).size).toBe(60);
  });

  test('have a series of their own for each device', async () => {
    const numbers = await Promise.all(
      ['B', 'C', 'B'].map(
        async (series) => (await placeOrder(host, cafe, [line(cafe.menu.muffin)], { series })).number,
      ),
    );
    expect(numbers.sort()).toEqual(['B1', 'B2', 'C1']);
    await expect(placeOrder(host, cafe, [line(cafe.menu.muffin)], { series: 'b1' })).rejects.toMatchObject({
      fields: [{ field: 'series' }],
    });
  });

  test('one that is taken already is skipped', async () => {
    const first = await placeOrder(host, cafe, [line(cafe.menu.muffin)], { series: 'Z' });
    await host.db('order').query(`update "order" set number = 'Z2' where order_id = $1`, [first.orderId]);
    expect((await placeOrder(host, cafe, [line(cafe.menu.muffin)], { series: 'Z' })).number).toBe('Z3');
  });

  test('are no longer looked for once nobody waits', async () => {
    const own = await newCafe(host);
    const { orderId } = await placeOrder(host, own, [line(own.menu.muffin)], { series: 'Y' });
    const db = host.db('order');
    await db.query(
      `insert into "order" select copy.* from "order" o, generate_series(2, 9000) as n, lateral jsonb_populate_record(o,
         jsonb_build_object('order_id', gen_random_uuid(), 'number', 'Y' || n)) as copy where o.order_id = $1`,
      [orderId],
    );
    const again = { requestId: newId(), cafeId: own.cafeId, lines: [line(own.menu.muffin)], series: 'Y' };
    const call = ordersAs(host, own.staff(...manager)).placeOrder(again, { deadlineMs: 300 });
    await expect(call).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    const next = async () => {
      await sleep(200);
      const { rows } = await db.query('select next from number_block where cafe_id = $1', [own.cafeId]);
      return rows[0]?.next;
    };
    const then = await next();
    expect(then).toBeLessThan(9000);
    expect(await next()).toBe(then);
  });
});

describe('what was sold before', () => {
  test('keeps its time, business day and price, with the permissions for that', async () => {
    const old = await newCafe(host, {
      tradingSince: new Date('2019-04-01T04:00:00Z'),
      businessDayCutover: '00:00',
    });
    const takenTime = new Date('2019-04-02T03:30:00Z');
    const kept = { reason: { code: 'CHANGE_REASON_CODE_PRICE_KEPT', note: '' } } as const;
    const lines = [
      line(old.menu.coffee, {
        quantity: 3,
        priceOverride: { ...kept, price: { $case: 'amount', value: usd(700n) } },
      }),
      line(old.menu.muffin, {
        quantity: 2,
        priceOverride: { ...kept, price: { $case: 'unitPrice', value: usd(300n) } },
      }),
    ];
    const order = await placeOrder(host, old, lines, { takenTime });
    expect(order).toMatchObject({ businessDay: '2019-04-01', takenTime, number: 'A1' });
    expect(order.totals?.total).toEqual(usd(1300n));
    const asBaristaThere = ordersAs(host, old.staff(...barista));
    const request = () => ({ requestId: newId(), cafeId: old.cafeId, lines: [line(old.menu.coffee)] });
    await expect(asBaristaThere.placeOrder({ ...request(), takenTime })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      metadata: { permission: 'order.backdate' },
    });
    await expect(asBaristaThere.placeOrder({ ...request(), lines })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      metadata: { permission: 'order.price_override' },
    });
    for (const out of [new Date('2019-04-01T03:59:59Z'), new Date(Date.now() + 180_000)]) {
      await expect(placeOrder(host, old, lines, { takenTime: out })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        reason: 'TAKEN_TIME_OUT_OF_BOUNDS',
      });
    }
  });
});

describe('who may place', () => {
  test('customers order for themselves, online, and pay before the kitchen begins', async () => {
    const me = testCustomer();
    const request = () => ({
      requestId: newId(),
      cafeId: cafe.cafeId,
      customerId: me.customerId ?? '',
      lines: [line(cafe.menu.muffin)],
    });
    const { order } = await ordersAs(host, me).placeOrder(request());
    expect(order).toMatchObject({
      channel: 'ORDER_CHANNEL_ONLINE',
      kind: 'ORDER_KIND_PICKUP',
      status: 'ORDER_STATUS_CREATED',
      fire: 'FIRE_MODE_WHEN_PAID',
    });
    expect(given(order?.expireTime).getTime()).toBeGreaterThan(Date.now());
    expect((await ordersAs(host, me).getOrder({ orderId: given(order).orderId })).order).toEqual(order);
    const staffOnly = [
      { fire: 'FIRE_MODE_NOW' },
      { channel: 'ORDER_CHANNEL_COUNTER' },
      { series: 'Q' },
      { takenTime: new Date() },
      {
        discounts: [
          { value: { $case: 'bps', value: 9999 }, reason: { code: 'CHANGE_REASON_CODE_GOODWILL' } },
        ],
      },
    ] as const;
    for (const more of staffOnly) {
      await expect(ordersAs(host, me).placeOrder({ ...request(), ...more } as never)).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
      });
    }
  });

  test('staff put only customers of their own organisation or network, or themselves, on an order', async () => {
    const [known, elsewhere] = [await newCustomer(host, cafe), await newCustomer(host, await newCafe(host))];
    expect((await placeOrder(host, cafe, [line(cafe.menu.muffin)], { customerId: known })).customerId).toBe(
      known,
    );
    const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.muffin)]);
    const there = ordersAs(host, cafe.staff(...manager));
    for (const customerId of [elsewhere, newId()]) {
      const refused = { code: 'NOT_FOUND', metadata: { id: customerId } };
      const before = await counts();
      const placing = placeOrder(host, cafe, [line(cafe.menu.muffin)], { customerId });
      await expect(placing).rejects.toMatchObject(refused);
      const version = 1n;
      const updating = there.updateOrder({ requestId: newId(), orderId, version, customerId });
      await expect(updating).rejects.toMatchObject(refused);
      expect(await counts()).toEqual(before);
    }
    const me = { ...cafe.staff(...manager), customerId: newId() };
    const request = { requestId: newId(), cafeId: cafe.cafeId, lines: [line(cafe.menu.muffin)] };
    const own = await ordersAs(host, me).placeOrder({ ...request, customerId: me.customerId });
    expect(own.order?.customerId).toBe(me.customerId);
  });

  test('nobody else: not for other customers, not at other cafés, not as a guest', async () => {
    const request = { requestId: newId(), cafeId: cafe.cafeId, lines: [line(cafe.menu.muffin)] };
    const before = await counts();
    await expect(ordersAs(host).placeOrder(request)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(
      ordersAs(host, testCustomer()).placeOrder({ ...request, customerId: newId() }),
    ).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const elsewhere = testStaff(newId(), newId(), ...manager);
    await expect(ordersAs(host, elsewhere).placeOrder(request)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    await expect(ordersAs(host, cafe.staff('order.read')).placeOrder(request)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    expect(await counts()).toEqual(before);
  });
});

function pick(modifierId: string, quantity = 0) {
  return { modifierId, quantity, modifiers: [] };
}
