import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { eventually, type TestHost, testCustomer, testStaff } from '@sippy/kit/testing';
import type { WatchOrdersResponse } from '@sippy/proto/order/v1/order_service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
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
  host = await startOrders();
});
afterAll(() => host.stop());

const reason = { code: 'CHANGE_REASON_CODE_MISTAKE', note: '' } as const;
const id = () => ({ requestId: newId() });
const ofCafe = () => [{ subject: { $case: 'cafeId', value: cafe.cafeId } as const }];
const ofOrder = (orderId: string) => [{ subject: { $case: 'orderId', value: orderId } as const }];

/** Follows as somebody, and keeps what comes until it is stopped. */
function follow(as: Principal, subscriptions: object[], afterSequence = 0n) {
  const stopping = new AbortController();
  const messages: WatchOrdersResponse[] = [];
  const stream = ordersAs(host, as).watchOrders({ subscriptions, afterSequence } as never, {
    signal: stopping.signal,
  });
  const ended = (async () => {
    for await (const message of stream) messages.push(message);
  })().catch((error: { code: string }) => error.code);
  const orders = () => messages.flatMap(({ event }) => (event?.$case === 'order' ? [event.value] : []));
  const kinds = () => messages.map(({ event }) => event?.$case);
  const last = () => given(messages.at(-1)).sequence;
  const has = (orderId: string, version: bigint) =>
    eventually(() => orders().some((o) => o.orderId === orderId && o.version === version));
  const stop = () => {
    stopping.abort();
    return ended;
  };
  return { messages, orders, kinds, last, has, ended, stop };
}

describe('a live stream', () => {
  beforeAll(async () => {
    cafe = await newCafe(host);
    me = cafe.staff(...manager);
  });

  test('begins with a reset and the open orders, and goes on with every change as the order is then', async () => {
    const open = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    const gone = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    await ordersAs(host, me).cancelOrder({ ...id(), orderId: gone.orderId, reason });
    const stream = follow(me, ofCafe());
    await eventually(() => stream.kinds().includes('heartbeat'));
    expect(stream.kinds().slice(0, 3)).toEqual(['reset', 'order', 'heartbeat']);
    expect(stream.orders()[0]).toEqual(open);
    const placed = await placeOrder(host, cafe, [line(cafe.menu.muffin)], { customerName: 'Ada' });
    await stream.has(placed.orderId, 1n);
    const edited = await ordersAs(host, me).addLines({
      ...id(),
      orderId: open.orderId,
      lines: [line(cafe.menu.beans)],
    });
    await stream.has(open.orderId, 2n);
    const news = stream.orders().filter(({ orderId }) => orderId !== gone.orderId);
    expect(news).toEqual([open, placed, edited.order]);
    await stream.stop();
  });

  test('resumes after a sequence without gap or double', async () => {
    const first = follow(me, ofCafe());
    await eventually(() => first.kinds().includes('heartbeat'));
    const sequence = first.last();
    await first.stop();
    const missed = [];
    for (let i = 0; i < 5; i++) missed.push(await placeOrder(host, cafe, [line(cafe.menu.muffin)]));
    const second = follow(me, ofCafe(), sequence);
    await eventually(() => second.orders().length >= 5);
    expect(second.kinds()).not.toContain('reset');
    expect(
      second
        .orders()
        .map((o) => o.orderId)
        .sort(),
    ).toEqual(missed.map((o) => o.orderId).sort());
    const middle = given(second.messages.filter(({ event }) => event?.$case === 'order')[2]).sequence;
    await second.stop();
    const third = follow(me, ofCafe(), middle);
    const after = await placeOrder(host, cafe, [line(cafe.menu.muffin)]);
    await third.has(after.orderId, 1n);
    const both = new Set([...second.orders().slice(0, 3), ...third.orders()].map((o) => o.orderId));
    expect(missed.every((o) => both.has(o.orderId))).toBe(true);
    await third.stop();
  });

  test('begins anew where the log does not know the sequence', async () => {
    const stream = follow(me, ofCafe(), 12345n);
    await eventually(() => stream.kinds().includes('reset'));
    await eventually(() => stream.kinds().at(-1) === 'heartbeat');
    await stream.stop();
  });

  test('many who follow one café each hear everything', async () => {
    const streams = [...Array(8)].map(() => follow(me, ofCafe()));
    await eventually(() => streams.every((s) => s.kinds().includes('heartbeat')));
    const placed = await Promise.all(
      [...Array(10)].map(() => placeOrder(host, cafe, [line(cafe.menu.muffin)])),
    );
    await Promise.all(streams.flatMap((s) => placed.map((o) => s.has(o.orderId, 1n))));
    await Promise.all(streams.map((s) => s.stop()));
  });

  test('a customer follows their own order and nothing else', async () => {
    const customer = testCustomer();
    await newCustomer(host, cafe, customer.customerId);
    const mine = await placeOrder(host, cafe, [line(cafe.menu.coffee)], { customerId: customer.customerId });
    const other = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    const stream = follow(customer, ofOrder(mine.orderId));
    await stream.has(mine.orderId, 1n);
    await ordersAs(host, me).updateOrder({ ...id(), orderId: other.orderId, version: 1n, table: '3' });
    await ordersAs(host, me).updateOrder({ ...id(), orderId: mine.orderId, version: 1n, table: '4' });
    await stream.has(mine.orderId, 2n);
    expect(stream.orders().every((o) => o.orderId === mine.orderId)).toBe(true);
    const version = given(stream.orders().at(-1)).version;
    await ordersAs(host, me).updateOrder({ ...id(), orderId: mine.orderId, version, customerId: '' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(stream.orders().every((o) => o.customerId === customer.customerId)).toBe(true);
    await stream.stop();
    expect(await follow(customer, ofOrder(other.orderId)).ended).toBe('NOT_FOUND');
    expect(await follow(customer, ofCafe()).ended).toMatch(/NOT_FOUND|PERMISSION_DENIED/);
  });

  test('shows a kitchen beside the orders, each with a sequence of its own after which it resumes', async () => {
    const ofKitchen = (afterSequence = 0n, cafeId = cafe.cafeId) => [
      ...ofCafe(),
      { subject: { $case: 'kitchen', value: { cafeId, stationIds: [], afterSequence } } as const },
    ];
    const kitchenNews = ({ messages }: { messages: WatchOrdersResponse[] }) =>
      messages.flatMap(({ event }) => (event?.$case === 'kitchen' ? [event.value] : []));
    const tickets = (stream: { messages: WatchOrdersResponse[] }) =>
      kitchenNews(stream).flatMap(({ message }) => {
        const said = message?.message;
        return said?.$case === 'ticket' ? [said.value] : said?.$case === 'snapshot' ? said.value.tickets : [];
      });
    const stream = follow(me, ofKitchen());
    const first = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    await stream.has(first.orderId, 1n);
    await eventually(() => tickets(stream).some(({ orderId }) => orderId === first.orderId));
    await stream.stop();
    const seen = given(kitchenNews(stream).at(-1)?.message).sequence;

    const second = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    const resumed = follow(me, ofKitchen(seen), stream.last());
    await resumed.has(second.orderId, 1n);
    await eventually(() => tickets(resumed).some(({ orderId }) => orderId === second.orderId));
    expect(kitchenNews(resumed).map(({ message }) => message?.message?.$case)).not.toContain('snapshot');
    expect(resumed.kinds()).not.toContain('reset');
    expect(kitchenNews(resumed).every(({ cafeId }) => cafeId === cafe.cafeId)).toBe(true);
    await resumed.stop();

    const waiter = cafe.staff('order.read');
    expect(await follow(waiter, ofKitchen()).ended).toBe('PERMISSION_DENIED');
    expect(await follow(me, ofKitchen(0n, newId())).ended).toBe('NOT_FOUND');
  });

  test('a stranger follows nothing, and a subscription must name something', async () => {
    const stranger = testStaff(newId(), newId(), ...manager);
    expect(await follow(stranger, ofCafe()).ended).toBe('NOT_FOUND');
    expect(await follow(me, []).ended).toBe('INVALID_ARGUMENT');
    expect(await follow(me, [{}]).ended).toBe('INVALID_ARGUMENT');
  });
});
