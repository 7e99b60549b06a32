import type { Call } from '@sippy/kit/call';
import type { Database } from '@sippy/kit/db';
import { notFound } from '@sippy/kit/refusal';
import { customerScope } from '@sippy/kit/scope';
import type { Order } from '../domain/order.ts';
import { findOrder } from '../store/read-orders.ts';

/** An order that the caller may see and that one of the call's grants allows; NOT_FOUND for any other. */
export async function readOrder(db: Database, call: Call, orderId: string): Promise<Order> {
  const order = (await findOrder(db, call.scope, orderId)) ?? (await findOwn(db, call, orderId));
  if (!order) throw notFound('order', orderId);
  call.authoriseResource({ cafeId: order.cafeId, customerId: order.customerId });
  return order;
}

/** Staff are customers elsewhere: what their organisations do not have may be their own. */
async function findOwn(db: Database, call: Call, orderId: string): Promise<Order | undefined> {
  const { customerId } = call.principal;
  if (!customerId || call.scope.kind === 'customer') return undefined;
  return findOrder(db, customerScope(customerId), orderId);
}
