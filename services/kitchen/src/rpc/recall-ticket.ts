import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { RecallTicketRequest, type RecallTicketResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { recall } from '../domain/ticket-actions.ts';
import type { Action } from '../steps/act-on-order.ts';
import { actOnTicket } from '../steps/act-on-ticket.ts';

/** Brings a bumped ticket back, in front of the others. */
export const recallTicket =
  (ctx: KitchenContext): Rpc<RecallTicketRequest, RecallTicketResponse> =>
  async (request, call) => {
    const { ticketId, lineIds } = request;
    const key = onceKey(call, request, (r) => RecallTicketRequest.encode(r).finish());
    const action: Action = (order, time) => recall(order, ticketId, lineIds, time);
    return { ticket: await actOnTicket(ctx, call, key, ticketId, action) };
  };
