import type { TestHost } from '@sippy/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kitchenOf, line, newCafe, once, orderIs, placeOrder, startOrders, ticketOf } from './fixture.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startOrders({ separate: true });
});
afterAll(() => host.stop());

test('with every service in a process of its own, an order still comes to its station and back', async () => {
  const cafe = await newCafe(host);
  const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
  const { ticketId } = await ticketOf(host, cafe, orderId);
  const { ticket } = await kitchenOf(host, cafe).bumpTicket({ ...once(), ticketId });
  expect(ticket?.status).toBe('TICKET_STATUS_BUMPED');
  await orderIs(host, cafe, orderId, 'READY');
});
