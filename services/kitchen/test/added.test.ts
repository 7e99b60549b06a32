import type { TestHost } from '@sippy/kit/testing';
import type { Ticket } from '@sippy/proto/kitchen/v1/kitchen';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  given,
  kitchenOf,
  line,
  newCafe,
  once,
  ordersOf,
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

const marks = (ticket: Ticket | undefined) =>
  ticket?.lines.map(({ openQuantity, addedQuantity, changed }) => [openQuantity, addedQuantity, changed]);

test('what an edit added and changed is there for whoever reads the ticket later, until the station bumps it', async () => {
  const { orderId, lines } = await placeOrder(host, cafe, [
    line(cafe.menu.coffee, { quantity: 2 }),
    line(cafe.menu.coffee),
  ]);
  const [first, second] = lines.map(({ lineId }) => lineId);
  const { ticketId, ...fired } = await ticketOf(host, cafe, orderId);
  expect(marks({ ticketId, ...fired })).toEqual([
    [2, 0, false],
    [1, 0, false],
  ]);
  const orders = ordersOf(host, cafe);
  await orders.changeLineQuantity({ ...once(), orderId, lineId: given(first), quantity: 3 });
  await orders.annotateLine({ ...once(), orderId, lineId: given(second), note: 'extra hot' });
  await orders.addLines({ ...once(), orderId, lines: [line(cafe.menu.coffee, { quantity: 4 })] });
  const edited = [
    [3, 1, false],
    [1, 0, true],
    [4, 4, false],
  ];
  const [read] = await ticketsWhen(host, cafe, orderId, ([ticket]) => ticket?.lines.length === 3);
  expect(marks(read)).toEqual(edited);

  const { ticket } = await kitchenOf(host, cafe).bumpTicket({ ...once(), ticketId });
  expect(marks(ticket)).toEqual([
    [0, 0, false],
    [0, 0, false],
    [0, 0, false],
  ]);
  await kitchenOf(host, cafe).undoBump({ ...once(), ticketId });
  expect(marks(await ticketOf(host, cafe, orderId))).toEqual(edited);
});

test('a ticket from before there were such marks has none', async () => {
  const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
  const { ticketId } = await ticketOf(host, cafe, orderId);
  await host
    .db('kitchen')
    .query(
      `update ticket set lines = jsonb_build_array(lines->0 #- '{added_quantity}' #- '{changed}') where ticket_id = $1`,
      [ticketId],
    );
  expect(marks(await ticketOf(host, cafe, orderId))).toEqual([[1, 0, false]]);
});
