import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { StartTicketRequest, type StartTicketResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { start } from '../domain/ticket-actions.ts';
import type { Action } from '../steps/act-on-order.ts';
import { actOnTicket } from '../steps/act-on-ticket.ts';

/** Says that somebody has begun to make what is on a ticket. */
export const startTicket =
  (ctx: KitchenContext): Rpc<StartTicketRequest, StartTicketResponse> =>
  async (request, call) => {
    const { ticketId } = request;
    const key = onceKey(call, request, (r) => StartTicketRequest.encode(r).finish());
    const action: Action = (order, time) => start(order, ticketId, time);
    return { ticket: await actOnTicket(ctx, call, key, ticketId, action) };
  };
