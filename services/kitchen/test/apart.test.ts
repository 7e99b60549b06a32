import type { TestOptions } from '@sippy/kit/testing';
import { expect, test } from 'vitest';
import { kitchenOf, line, newCafe, once, orderIs, placeOrder, startOrders, ticketOf } from './fixture.ts';

/** One order to its station and back. */
async function serve(options: TestOptions): Promise<void> {
  const host = await startOrders(options);
  try {
    const cafe = await newCafe(host);
    const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    const { ticketId } = await ticketOf(host, cafe, orderId);
    const { ticket } = await kitchenOf(host, cafe).bumpTicket({ ...once(), ticketId });
    expect(ticket?.status).toBe('TICKET_STATUS_BUMPED');
    await orderIs(host, cafe, orderId, 'READY');
  } finally {
    await host.stop();
  }
}

test('with every service in a process of its own, an order still comes to its station and back', () =>
  serve({ separate: true }));

test('without NATS and Valkey, a café in one process goes on cooking', () =>
  serve({ withoutNats: true, withoutRedis: true }));
