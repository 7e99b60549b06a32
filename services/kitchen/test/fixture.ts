/** A café with stations, for the tests of the kitchen service; every other service in it is the real one. */
import { newId } from '@sippy/kit/ids';
import { eventually, type TestHost, testStaff } from '@sippy/kit/testing';
import type { Ticket } from '@sippy/proto/kitchen/v1/kitchen';
import { KitchenServiceDefinition } from '@sippy/proto/kitchen/v1/kitchen_service';
import { OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { given, type TestCafe } from '../../order/test/fixture.ts';

export {
  given,
  line,
  newCafe,
  payCash,
  placeOrder,
  startOrders,
  type TestCafe,
} from '../../order/test/fixture.ts';

const RIGHTS = ['kitchen.read', 'kitchen.work', 'kitchen.manage', 'cafe.read', 'order.read', 'order.edit'];
const SALES = ['order.place', 'order.comp', 'order.cancel', 'payment.take'];

/** The kitchen of a café as its manager sees it. */
export function kitchenOf(host: TestHost, { cafeId, organisationId }: TestCafe) {
  return host.peer(KitchenServiceDefinition, testStaff(organisationId, cafeId, ...RIGHTS));
}

/** The orders of a café as its manager sees them. */
export function ordersOf(host: TestHost, { cafeId, organisationId }: TestCafe) {
  return host.peer(OrderServiceDefinition, testStaff(organisationId, cafeId, ...RIGHTS, ...SALES));
}

/** Waits until an order has tickets that are as they should be, and returns them. */
export async function ticketsWhen(
  host: TestHost,
  cafe: TestCafe,
  orderId: string,
  holds: (tickets: Ticket[]) => boolean = (tickets) => tickets.length > 0,
): Promise<Ticket[]> {
  const statuses = ['HELD', 'OPEN', 'BUMPED', 'CANCELLED', 'CLOSED'].map((name) => `TICKET_STATUS_${name}`);
  let tickets: Ticket[] = [];
  await eventually(async () => {
    const list = await kitchenOf(host, cafe).listTickets({
      cafeId: cafe.cafeId,
      orderId,
      statuses: statuses as never,
    });
    tickets = list.tickets;
    return holds(tickets);
  });
  return tickets;
}

/** The one ticket of an order, once it is there. */
export async function ticketOf(host: TestHost, cafe: TestCafe, orderId: string): Promise<Ticket> {
  return given((await ticketsWhen(host, cafe, orderId))[0]);
}

/** Waits until an order has this status. */
export async function orderIs(
  host: TestHost,
  cafe: TestCafe,
  orderId: string,
  status: string,
): Promise<void> {
  await eventually(async () => {
    const { order } = await ordersOf(host, cafe).getOrder({ orderId });
    return order?.status === `ORDER_STATUS_${status}`;
  });
}

/** What names a request. */
export const once = () => ({ requestId: newId() });
