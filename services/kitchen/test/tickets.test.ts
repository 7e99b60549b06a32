import type { TestHost } from '@sippy/kit/testing';
import { OrderStatus } from '@sippy/proto/order/v1/order';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  given,
  kitchenOf,
  line,
  newCafe,
  once,
  orderIs,
  ordersOf,
  payCash,
  placeOrder,
  startOrders,
  type TestCafe,
  ticketOf,
  ticketsWhen,
} from './fixture.ts';

let host: TestHost;
let cafe: TestCafe;
beforeAll(async () => {
  host = await startOrders();
  cafe = await newCafe(host);
});
afterAll(() => host.stop());

const latte = (quantity: number, more: object = {}) =>
  line(cafe.menu.latte, {
    quantity,
    variantId: cafe.menu.small,
    modifiers: [{ modifierId: cafe.menu.oat, quantity: 1 }],
    ...more,
  } as never);
const place = (...lines: ReturnType<typeof line>[]) => placeOrder(host, cafe, lines);
const kitchen = () => kitchenOf(host, cafe);
const orders = () => ordersOf(host, cafe);

describe('tickets follow orders', () => {
  test('an order has a ticket with what is prepared, and not with what is taken from the shelf', async () => {
    const order = await place(latte(2), line(cafe.menu.muffin));
    const ticket = await ticketOf(host, cafe, order.orderId);
    expect(ticket).toMatchObject({
      orderNumber: order.number,
      status: 'TICKET_STATUS_OPEN',
      cafeId: cafe.cafeId,
    });
    expect(ticket.lines).toHaveLength(1);
    expect(ticket.lines[0]).toMatchObject({
      ...{ productName: 'Latte', variantName: 'Small', openQuantity: 2, firedQuantity: 2 },
      modifiers: [{ name: 'Oat milk', quantity: 1 }],
    });
  });

  test('nothing of an order from the shelf alone goes to the kitchen', async () => {
    const shelf = await place(line(cafe.menu.beans));
    const next = await place(latte(1));
    await ticketOf(host, cafe, next.orderId);
    const { tickets } = await kitchen().listTickets({ cafeId: cafe.cafeId, orderId: shelf.orderId });
    expect(tickets).toEqual([]);
  });

  test('the first bump makes the order preparing, the last one ready; recall and undo take that back', async () => {
    const order = await place(latte(1));
    const { orderId } = order;
    const { ticketId } = await ticketOf(host, cafe, orderId);
    await kitchen().startTicket({ ...once(), ticketId });
    await orderIs(host, cafe, orderId, 'PREPARING');
    const { ticket } = await kitchen().bumpTicket({ ...once(), ticketId });
    expect(ticket).toMatchObject({
      status: 'TICKET_STATUS_BUMPED',
      lines: [{ madeQuantity: 1, openQuantity: 0 }],
    });
    await orderIs(host, cafe, orderId, 'READY');
    const back = await kitchen().recallTicket({ ...once(), ticketId });
    expect(back.ticket).toMatchObject({ status: 'TICKET_STATUS_OPEN', recalled: true });
    await orderIs(host, cafe, orderId, 'PREPARING');
    await kitchen().bumpTicket({ ...once(), ticketId });
    await orderIs(host, cafe, orderId, 'READY');
    await kitchen().undoBump({ ...once(), ticketId });
    await orderIs(host, cafe, orderId, 'PREPARING');
  });

  test('a bump that is sent again changes nothing more', async () => {
    const { orderId } = await place(latte(1));
    const { ticketId } = await ticketOf(host, cafe, orderId);
    const client = kitchen();
    const bump = { ...once(), ticketId };
    const { ticket } = await client.bumpTicket(bump);
    expect((await client.bumpTicket(bump)).ticket).toEqual(ticket);
    const another = client.bumpTicket({ ...once(), ticketId });
    await expect(another).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'WRONG_TICKET_STATUS',
    });
  });

  test('an edit fires and takes back the difference only', async () => {
    const order = await place(latte(2));
    const { orderId } = order;
    const lineId = given(order.lines[0]).lineId;
    await ticketOf(host, cafe, orderId);
    const isSo = (fired: number, cancelled: number) =>
      ticketsWhen(host, cafe, orderId, ([ticket]) => {
        const [first] = ticket?.lines ?? [];
        return first?.firedQuantity === fired && first.cancelledQuantity === cancelled;
      });
    await orders().changeLineQuantity({ ...once(), orderId, lineId, quantity: 3 } as never);
    await isSo(3, 0);
    await orders().voidLine({
      ...once(),
      orderId,
      lineId,
      quantity: 2,
      reason: { code: 'CHANGE_REASON_CODE_MISTAKE' },
    } as never);
    await isSo(3, 2);
  });

  test('a cancelled order’s ticket stays until it has been seen', async () => {
    const { orderId, version } = await place(latte(1));
    await ticketOf(host, cafe, orderId);
    await orders().cancelOrder({
      ...once(),
      orderId,
      version,
      reason: { code: 'CHANGE_REASON_CODE_GUEST_REQUEST', note: '' },
    } as never);
    const [ticket] = await ticketsWhen(
      host,
      cafe,
      orderId,
      ([first]) => first?.status === 'TICKET_STATUS_CANCELLED',
    );
    expect(ticket?.lines[0]).toMatchObject({ orderedQuantity: 0, withdrawnQuantity: 1, openQuantity: 0 });
    const active = async () => (await kitchen().listTickets({ cafeId: cafe.cafeId, orderId })).tickets.length;
    expect(await active()).toBe(1);
    await kitchen().bumpTicket({ ...once(), ticketId: given(ticket).ticketId });
    expect(await active()).toBe(0);
  });

  test('open tickets close when the order is handed over', async () => {
    const { orderId } = await place(latte(1));
    await ticketOf(host, cafe, orderId);
    await payCash(host, cafe, orderId);
    await ticketsWhen(host, cafe, orderId);
    let version = 0n;
    await expect
      .poll(async () => {
        const { order } = await orders().getOrder({ orderId });
        version = order?.version ?? 0n;
        return order?.paymentStatus;
      })
      .toBe('PAYMENT_STATUS_PAID');
    await orders().completeOrder({ ...once(), orderId, version } as never);
    await ticketsWhen(host, cafe, orderId, ([ticket]) => ticket?.status === 'TICKET_STATUS_CLOSED');
    expect((await orders().getOrder({ orderId })).order?.status).toBe(OrderStatus.COMPLETED);
  });

  test('later courses wait until they are fired', async () => {
    const { orderId } = await place(latte(1), latte(2, { course: 2 }));
    const [ticket] = await ticketsWhen(host, cafe, orderId);
    expect(ticket?.lines.map((each) => [each.openQuantity, each.heldQuantity])).toEqual([
      [1, 0],
      [0, 2],
    ]);
    await kitchen().bumpOrder({ ...once(), cafeId: cafe.cafeId, orderId });
    const fired = await kitchen().fireCourse({ ...once(), cafeId: cafe.cafeId, orderId, course: 2 });
    expect(fired.tickets[0]).toMatchObject({ status: 'TICKET_STATUS_OPEN' });
    expect(fired.tickets[0]?.lines.map((each) => each.openQuantity)).toEqual([0, 2]);
  });

  test('quantities of the kitchen equal those of the orders, after a hundred orders at once', async () => {
    const other = await newCafe(host);
    const many = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        placeOrder(host, other, [
          line(other.menu.coffee, { quantity: 1 + (i % 4) } as never),
          line(other.menu.muffin),
        ]),
      ),
    );
    const wanted = many.reduce((sum, order) => sum + given(order.lines[0]).quantity, 0);
    const total = async () => {
      const { rows } = await host.db('kitchen').query<{ tickets: bigint; net: bigint }>(
        `select count(distinct ticket_id) as tickets, sum(fired_quantity - cancelled_quantity) as net
         from ticket_line where cafe_id = $1`,
        [other.cafeId],
      );
      return rows[0];
    };
    await expect.poll(total, { timeout: 15_000 }).toEqual({ tickets: 100n, net: BigInt(wanted) });
    const { rows } = await host.db('kitchen').query('select from dead_letter');
    expect(rows).toEqual([]);
  });
});

describe('what a station sees', () => {
  test('recalled tickets first, then by the time they were fired; bumped ones latest first', async () => {
    const own = await newCafe(host);
    const client = kitchenOf(host, own);
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) {
      const { orderId } = await placeOrder(host, own, [line(own.menu.coffee)]);
      ids.push((await ticketOf(host, own, orderId)).ticketId);
    }
    const [a = '', b = '', c = '', d = ''] = ids;
    for (const ticketId of [c, b]) await client.bumpTicket({ ...once(), ticketId });
    const done = await client.listTickets({
      cafeId: own.cafeId,
      statuses: ['TICKET_STATUS_BUMPED'] as never,
    });
    expect(done.tickets.map((ticket) => ticket.ticketId)).toEqual([b, c]);
    await client.recallTicket({ ...once(), ticketId: c });
    const seen: string[] = [];
    let pageToken = '';
    do {
      const page = await client.listTickets({ cafeId: own.cafeId, page: { pageSize: 2, pageToken } });
      seen.push(...page.tickets.map((ticket) => ticket.ticketId));
      pageToken = page.pageInfo?.nextPageToken ?? '';
    } while (pageToken !== '');
    expect(seen).toEqual([c, a, d]);
  });

  test('counts what is to be made over all tickets, and measures how long things took', async () => {
    const own = await newCafe(host);
    const client = kitchenOf(host, own);
    const first = await placeOrder(host, own, [line(own.menu.coffee, { quantity: 2 } as never)]);
    const second = await placeOrder(host, own, [line(own.menu.coffee, { quantity: 3 } as never)]);
    const { ticketId, stationId } = await ticketOf(host, own, first.orderId);
    await ticketOf(host, own, second.orderId);
    const { items } = await client.getAllDay({ cafeId: own.cafeId });
    expect(items).toMatchObject([{ productName: 'Coffee', quantity: 5 }]);
    await client.bumpTicket({ ...once(), ticketId });
    expect((await client.getAllDay({ cafeId: own.cafeId, stationId })).items[0]?.quantity).toBe(3);
    const { prepTimes } = await client.getPrepTimes({ cafeId: own.cafeId });
    expect(prepTimes.map((time) => [time.stationId, time.categoryId === '', time.ticketCount])).toEqual([
      [stationId, true, 1],
      [stationId, false, 1],
    ]);
    await client.undoBump({ ...once(), ticketId });
    expect((await client.getPrepTimes({ cafeId: own.cafeId })).prepTimes).toEqual([]);
  });
});
