import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { type TestHost, testCustomer } from '@sippy/kit/testing';
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
const customer = testCustomer();
const customerId = given(customer.customerId);
const days = ['2019-04-01T15:00:00Z', '2019-04-01T16:00:00Z', '2019-04-02T15:00:00Z', '2019-04-03T15:00:00Z'];
let placed: { orderId: string; number: string }[];

beforeAll(async () => {
  host = await startOrders();
  cafe = await newCafe(host, { tradingSince: new Date('2019-01-01T00:00:00Z') });
  me = cafe.staff(...manager);
  await newCustomer(host, cafe, customerId);
  placed = [];
  for (const [i, time] of days.entries()) {
    placed.push(
      await placeOrder(host, cafe, [line(cafe.menu.coffee), line(cafe.menu.muffin)], {
        takenTime: new Date(time),
        kind: i === 0 ? 'ORDER_KIND_DINE_IN' : 'ORDER_KIND_TAKEAWAY',
        channel: i === 3 ? 'ORDER_CHANNEL_ONLINE' : 'ORDER_CHANNEL_COUNTER',
        fire: i === 1 ? 'FIRE_MODE_LATER' : 'FIRE_MODE_NOW',
        ...(i === 2 ? { customerId } : {}),
      }),
    );
  }
  const other = await newCafe(host);
  await placeOrder(host, other, [line(other.menu.coffee)]);
});
afterAll(() => host.stop());

const orders = () => ordersAs(host, me);
const listed = async (filter: object) => {
  const { orders: found } = await orders().listCafeOrders({ cafeId: cafe.cafeId, ...filter });
  return found.map((order) => placed.findIndex(({ orderId }) => orderId === order.orderId));
};

describe('orders of a café', () => {
  test('come with their lines, the latest first', async () => {
    expect(await listed({})).toEqual([3, 2, 1, 0]);
    const { orders: all } = await orders().listCafeOrders({ cafeId: cafe.cafeId });
    expect(all.every((order) => order.lines.length === 2)).toBe(true);
    expect(all[0]).toEqual((await orders().getOrder({ orderId: given(placed[3]).orderId })).order);
  });

  test.each([
    [{ businessDay: '2019-04-01' }, [1, 0]],
    [{ statuses: ['ORDER_STATUS_CREATED'] }, [1]],
    [{ statuses: ['ORDER_STATUS_COMPLETED', 'ORDER_STATUS_PENDING'] }, [3, 2, 0]],
    [{ paymentStatuses: ['PAYMENT_STATUS_PAID'] }, []],
    [{ paymentStatuses: ['PAYMENT_STATUS_UNPAID'], businessDay: '2019-04-02' }, [2]],
    [{ kinds: ['ORDER_KIND_DINE_IN'] }, [0]],
    [{ channels: ['ORDER_CHANNEL_ONLINE'] }, [3]],
    [{ customerId }, [2]],
    [{ customerId, businessDay: '2019-04-02' }, [2]],
    [{ customerId, businessDay: '2019-04-01' }, []],
    [{ number: 'w' }, [3]],
    [{ number: 'A2' }, [1]],
  ])('are found by %o', async (filter, expected) => {
    expect(await listed(filter)).toEqual(expected);
  });

  test('come in pages without gap or double, and a token belongs to its list', async () => {
    const seen: string[] = [];
    let pageToken = '';
    do {
      const page = await orders().listCafeOrders({ cafeId: cafe.cafeId, page: { pageSize: 1, pageToken } });
      seen.push(...page.orders.map((order) => order.orderId));
      pageToken = page.pageInfo?.nextPageToken ?? '';
      if (seen.length === 1) {
        await expect(
          orders().listCafeOrders({ cafeId: cafe.cafeId, number: 'A', page: { pageSize: 1, pageToken } }),
        ).rejects.toMatchObject({ reason: 'PAGE_TOKEN_INVALID' });
      }
    } while (pageToken);
    expect(seen).toEqual(placed.map(({ orderId }) => orderId).reverse());
  });

  test('a wrong filter is named', async () => {
    for (const [filter, field] of [
      [{ businessDay: '2019-13-01' }, 'business_day'],
      [{ customerId: 'me' }, 'customer_id'],
      [{ number: 'x'.repeat(20) }, 'number'],
      [{ page: { pageSize: -1, pageToken: '' } }, 'page.page_size'],
    ] as const) {
      await expect(orders().listCafeOrders({ cafeId: cafe.cafeId, ...filter })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        fields: [{ field }],
      });
    }
  });

  test('are found by an index, not by reading them all', async () => {
    const { rows } = await host
      .db('order')
      .query(
        `explain select from "order" where cafe_id = $1 and (taken_time, order_id) < ('infinity', $1) order by taken_time desc, order_id desc limit 10`.replaceAll(
          '$1',
          `'${cafe.cafeId}'`,
        ),
      );
    expect(JSON.stringify(rows)).toContain('order_cafe');
  });
});

describe('orders of a customer', () => {
  test('are theirs to see at every café, and the staff of one sees those of theirs', async () => {
    const ids = async (as: Principal, more: object = {}) =>
      (await ordersAs(host, as).listCustomerOrders({ customerId, ...more })).orders.map((o) => o.orderId);
    expect(await ids(customer)).toEqual([given(placed[2]).orderId]);
    expect(await ids(me, { cafeId: cafe.cafeId })).toEqual([given(placed[2]).orderId]);
    await expect(ids(me)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', fields: [{ field: 'cafe_id' }] });
    await expect(ids(testCustomer())).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

test('an id that is nobody’s is not found', async () => {
  await expect(orders().getOrder({ orderId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
