import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { eventually, type TestHost, testCustomer, testPrincipal } from '@sippy/kit/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  given,
  line,
  manager,
  newCafe,
  ordersAs,
  payCash,
  placeOrder,
  startOrders,
  type TestCafe,
} from './fixture.ts';

let host: TestHost;
let cafe: TestCafe;
let me: Principal;
beforeAll(async () => {
  host = await startOrders();
  cafe = await newCafe(host);
  me = cafe.staff(...manager);
});
afterAll(() => host.stop());

const id = () => ({ requestId: newId() });
const orders = () => ordersAs(host, me);
const services = () => ordersAs(host, testPrincipal({ kind: 'service', id: 'payment' }));
const reason = { code: 'CHANGE_REASON_CODE_MISTAKE', note: '' } as const;
const usd = (minor: bigint) => ({ currencyCode: 'USD', minor });
const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: { reason: string }) => error.reason,
  );
const read = async (orderId: string) => given((await orders().getOrder({ orderId })).order);

describe('people at the same check', () => {
  test('two tills add to it at once: every line is there once, and the sum is right', async () => {
    const { orderId } = await placeOrder(host, cafe, [], { fire: 'FIRE_MODE_LATER' });
    const one = (till: Principal, product: string) =>
      ordersAs(host, till).addLines({ ...id(), orderId, lines: [line(product)] });
    const [a, b] = [cafe.staff(...manager), cafe.staff(...manager)];
    await Promise.all([...Array(10)].flatMap(() => [one(a, cafe.menu.coffee), one(b, cafe.menu.muffin)]));
    const order = await read(orderId);
    expect(order.lines).toHaveLength(20);
    expect(order.version).toBe(21n);
    expect(order.totals?.total).toEqual(usd(10n * 575n));
    expect(new Set(order.lines.map((l) => l.lineId)).size).toBe(20);
    const { rows } = await host
      .db('order')
      .query('select aggregate_version::int as v from event where aggregate_id = $1 order by 1', [orderId]);
    expect(rows.map((row) => row.v)).toEqual([...Array(21)].map((_, i) => i + 1));
  });

  test('the same two of a line are voided by two people: no more is taken off than there is', async () => {
    const order = await placeOrder(host, cafe, [line(cafe.menu.coffee, { quantity: 3 })]);
    const which = { orderId: order.orderId, lineId: given(order.lines[0]).lineId };
    const all = await Promise.all(
      [1, 2].map(() => outcome(orders().voidLine({ ...id(), ...which, quantity: 2, reason }))),
    );
    expect(all.sort()).toEqual(['QUANTITY_EXCEEDED', 'done']);
    expect((await read(order.orderId)).lines[0]).toMatchObject({ quantity: 1, voidedQuantity: 2 });
  });

  test('of two changes based on one version, one is made', async () => {
    const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    const all = await Promise.all(
      ['1', '2', '3', '4'].map((table) =>
        outcome(orders().updateOrder({ ...id(), orderId, version: 1n, table })),
      ),
    );
    expect(all.sort()).toEqual(['STALE_VERSION', 'STALE_VERSION', 'STALE_VERSION', 'done']);
  });
});

describe('money against everything else', () => {
  test('a payment that begins and an edit: the payment is for what the order then costs', async () => {
    for (let round = 0; round < 15; round++) {
      const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
      const amount = usd(250n);
      const pay = { ...id(), orderId, paymentId: newId(), version: 1n, amount, leaseSeconds: 60 };
      const [paid, edited] = await Promise.all([
        outcome(services().beginPayment(pay)),
        outcome(orders().addLines({ ...id(), orderId, lines: [line(cafe.menu.muffin)] })),
      ]);
      expect([
        ['done', 'PAYMENT_IN_FLIGHT'],
        ['STALE_VERSION', 'done'],
      ]).toContainEqual([paid, edited]);
    }
  });

  test('cancelling and a card payment that begins: one of them', async () => {
    for (let round = 0; round < 15; round++) {
      const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
      const pay = { ...id(), orderId, paymentId: newId(), version: 1n, amount: usd(250n), leaseSeconds: 60 };
      const [paid, cancelled] = await Promise.all([
        outcome(services().beginPayment(pay)),
        outcome(orders().cancelOrder({ ...id(), orderId, reason })),
      ]);
      expect([
        ['done', 'PAYMENT_IN_FLIGHT'],
        ['CLOSED', 'done'],
      ]).toContainEqual([paid, cancelled]);
    }
  });

  test('cancelling and paying cash: in the end the order is paid, or no money is kept', async () => {
    for (let round = 0; round < 6; round++) {
      const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
      const [, cancelled] = await Promise.all([
        outcome(payCash(host, cafe, orderId)),
        outcome(orders().cancelOrder({ ...id(), orderId, reason })),
      ]);
      await eventually(async () => {
        const { status, paymentStatus, totals } = await read(orderId);
        return cancelled === 'done'
          ? status === 'ORDER_STATUS_CANCELLED' && totals?.due?.minor === 0n
          : paymentStatus === 'PAYMENT_STATUS_PAID' && totals?.due?.minor === 0n;
      });
    }
  });
});

describe('online orders that are not paid in time', () => {
  const customer = testCustomer();
  const place = async () => {
    const { order } = await ordersAs(host, customer).placeOrder({
      ...id(),
      cafeId: cafe.cafeId,
      customerId: given(customer.customerId),
      lines: [line(cafe.menu.coffee)],
    });
    return given(order).orderId;
  };
  const expire = (orderId: string) =>
    host
      .db('order')
      .query(`update "order" set expire_time = now() - interval '1 minute' where order_id = $1`, [orderId]);

  test('expire', async () => {
    const orderId = await place();
    await expire(orderId);
    await eventually(async () => (await read(orderId)).status === 'ORDER_STATUS_CANCELLED');
    expect((await read(orderId)).cancelReason?.code).toBe('CHANGE_REASON_CODE_EXPIRED');
  });

  test('do not while a payment is under way, nor if they were paid and the word of it is late', async () => {
    const [held, paid] = [await place(), await place()];
    await services().beginPayment({
      ...id(),
      orderId: held,
      paymentId: newId(),
      version: 1n,
      amount: usd(250n),
      leaseSeconds: 600,
    });
    await payCash(host, cafe, paid);
    await host
      .db('order')
      .query(
        `update "order" set status = 'CREATED', payment_status = 'UNPAID', paid = 0, standing_version = 0 where order_id = $1`,
        [paid],
      );
    await Promise.all([expire(held), expire(paid)]);
    await eventually(async () => (await read(paid)).paymentStatus === 'PAYMENT_STATUS_PAID');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect((await read(held)).status).toBe('ORDER_STATUS_CREATED');
    expect((await read(paid)).status).toBe('ORDER_STATUS_PENDING');
  });

  test('go to the kitchen when they are made free, and when an older one was left waiting', async () => {
    const [orderId, left] = [await place(), await place()];
    const { lineId } = given((await read(orderId)).lines[0]);
    const free = await orders().compLine({ ...id(), orderId, lineId, reason });
    expect(free.order).toMatchObject({ status: 'ORDER_STATUS_PENDING', expireTime: undefined });
    await host
      .db('order')
      .query(`update "order" set total = 0, payment_status = 'PAID' where order_id = $1`, [left]);
    await expire(left);
    await eventually(async () => (await read(left)).status === 'ORDER_STATUS_PENDING');
  });

  test('expire with nothing left on them, whatever is heard of payments meanwhile', async () => {
    const orderId = await place();
    const { lineId } = given((await read(orderId)).lines[0]);
    await orders().voidLine({ ...id(), orderId, lineId, quantity: 0, reason });
    expect((await read(orderId)).status).toBe('ORDER_STATUS_CREATED');
    await expire(orderId);
    await eventually(async () => (await read(orderId)).status === 'ORDER_STATUS_CANCELLED');
  });

  test('expire although another, due before them, cannot', async () => {
    const [stuck, due] = [await place(), await place()];
    await orders().cancelOrder({ ...id(), orderId: stuck, reason });
    await host
      .db('order')
      .query(`update "order" set expire_time = now() - interval '1 day' where order_id = $1`, [stuck]);
    await expire(due);
    await eventually(async () => (await read(due)).status === 'ORDER_STATUS_CANCELLED');
    const { rows } = await host
      .db('order')
      .query(`select expire_time > now() as postponed from "order" where order_id = $1`, [stuck]);
    expect(rows).toEqual([{ postponed: true }]);
  });

  test('expiry and paying at the same moment: the order is paid, or no money is kept', async () => {
    const ids = await Promise.all([...Array(6)].map(place));
    await Promise.all(ids.map(expire));
    await Promise.all(ids.map((orderId) => outcome(payCash(host, cafe, orderId))));
    await eventually(async () => {
      const all = await Promise.all(ids.map(read));
      return all.every(({ status, paymentStatus, totals }) =>
        status === 'ORDER_STATUS_CANCELLED'
          ? totals?.due?.minor === 0n
          : paymentStatus === 'PAYMENT_STATUS_PAID' && status !== 'ORDER_STATUS_CREATED',
      );
    });
  });
});
