import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { BumpTicketRequest, type BumpTicketResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { bump } from '../domain/ticket-actions.ts';
import type { Action } from '../steps/act-on-order.ts';
import { actOnTicket } from '../steps/act-on-ticket.ts';

/** Says that everything on a ticket is made, or that its cancellation is seen. */
export const bumpTicket =
  (ctx: KitchenContext): Rpc<BumpTicketRequest, BumpTicketResponse> =>
  async (request, call) => {
    const { ticketId } = request;
    const key = onceKey(call, request, (r) => BumpTicketRequest.encode(r).finish());
    const action: Action = (order, time) => bump(order, ticketId, time);
    return { ticket: await actOnTicket(ctx, call, key, ticketId, action) };
  };
