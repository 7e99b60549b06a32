/** What goes on while a neighbour is away: each service is in a host of its own here, and hosts are stopped. */
import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { eventually, type TestHost, testPrincipal } from '@sippy/kit/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
let me: Principal;
beforeAll(async () => {
  host = await startOrders({ separate: true });
  cafe = await newCafe(host);
  me = cafe.staff(...manager);
});
afterAll(() => host.stop());

const id = () => ({ requestId: newId() });
const orders = () => ordersAs(host, me);
const reason = { code: 'CHANGE_REASON_CODE_MISTAKE', note: '' } as const;

describe('each service in a process of its own', () => {
  test('a sale goes from order to kitchen to payment and back', async () => {
    const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    await payCash(host, cafe, orderId);
    await eventually(
      async () => (await orders().getOrder({ orderId })).order?.paymentStatus === 'PAYMENT_STATUS_PAID',
    );
    const { order } = await orders().completeOrder({ ...id(), orderId });
    expect(order?.status).toBe('ORDER_STATUS_COMPLETED');
  });
});

describe('while others are away', () => {
  const unknown = newId();

  test('orders are taken, edited and cancelled from what is in memory, and what needs the others says when to try again', async () => {
    const paid = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    await payCash(host, cafe, paid.orderId);
    const customerId = await newCustomer(host, cafe);
    await placeOrder(host, cafe, [line(cafe.menu.coffee)], { customerId });
    for (const name of ['catalog', 'cafe', 'customer', 'payment', 'kitchen']) await host.host(name).stop();

    const order = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    const { orderId } = order;
    await placeOrder(host, cafe, [line(cafe.menu.coffee)], { customerId });
    await expect(
      placeOrder(host, cafe, [line(cafe.menu.coffee)], { customerId: unknown }),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await orders().addLines({ ...id(), orderId, lines: [line(cafe.menu.muffin)] });
    await new Promise((resolve) => setTimeout(resolve, 1800));
    await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    const started = performance.now();
    await Promise.all([...Array(20)].map(() => placeOrder(host, cafe, [line(cafe.menu.coffee)])));
    expect(performance.now() - started).toBeLessThan(4000);

    await expect(
      ordersAs(host, testPrincipal()).quoteOrder({ cafeId: unknown, lines: [line(cafe.menu.coffee)] }),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: expect.any(Number) });
    await expect(orders().completeOrder({ ...id(), orderId })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const { order: cancelled } = await orders().cancelOrder({ ...id(), orderId, reason });
    expect(given(cancelled).status).toBe('ORDER_STATUS_CANCELLED');
  });
});
