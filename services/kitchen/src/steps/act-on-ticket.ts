import type { Call } from '@sippy/kit/call';
import type { OnceKey } from '@sippy/kit/once';
import { cafeScope } from '@sippy/kit/scope';
import type { Ticket } from '@sippy/proto/kitchen/v1/kitchen';
import type { KitchenContext } from '../context.ts';
import { getTicket } from '../store/tickets.ts';
import { type Action, actOnOrder } from './act-on-order.ts';

/**
 * Does an action with a ticket, once for a request, and reads the ticket as it is then. The request names no café: the
 * caller's right is checked at the ticket's. Refuses with NOT_FOUND, PERMISSION_DENIED.
 */
export async function actOnTicket(
  ctx: KitchenContext,
  call: Call,
  key: OnceKey,
  ticketId: string,
  action: Action,
): Promise<Ticket> {
  const { cafeId, orderId } = await getTicket(ctx.db, call.scope, ticketId);
  call.authoriseCafe(cafeId);
  await actOnOrder(ctx, call, key, { cafeId, orderId }, action);
  return getTicket(ctx.db, cafeScope(cafeId), ticketId);
}
