import type { Call } from '@sippy/kit/call';
import { notFound, Refusal } from '@sippy/kit/refusal';
import { customerScope } from '@sippy/kit/scope';
import type { Order } from '../domain/order.ts';
import { findOrder, type OrderSource } from '../store/read-orders.ts';

/** An order that the caller may see and that one of the call's grants allows; NOT_FOUND for any other. */
export async function reachOrder(source: OrderSource, call: Call, orderId: string): Promise<Order> {
  const order = (await findOrder(source, call.scope, orderId)) ?? (await findOwn(source, call, orderId));
  if (!order) throw notFound('order', orderId);
  authorise(call, order);
  return order;
}

/** What the caller has no right to looks the same as what is not there. */
function authorise(call: Call, { orderId, cafeId, customerId }: Order): void {
  try {
    call.authoriseResource({ cafeId, customerId });
  } catch (error) {
    throw error instanceof Refusal && error.code === 'NOT_FOUND' ? notFound('order', orderId) : error;
  }
}

/** Staff are customers elsewhere: what their organisations do not have may be their own. */
async function findOwn(source: OrderSource, call: Call, orderId: string): Promise<Order | undefined> {
  const { customerId } = call.principal;
  if (!customerId || call.scope.kind === 'customer') return undefined;
  return findOrder(source, customerScope(customerId), orderId);
}
