import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { UndoBumpRequest, type UndoBumpResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { undoBump as takeBack } from '../domain/ticket-actions.ts';
import type { Action } from '../steps/act-on-order.ts';
import { actOnTicket } from '../steps/act-on-ticket.ts';

/** Takes the last bump of a ticket back. */
export const undoBump =
  (ctx: KitchenContext): Rpc<UndoBumpRequest, UndoBumpResponse> =>
  async (request, call) => {
    const { ticketId } = request;
    const key = onceKey(call, request, (r) => UndoBumpRequest.encode(r).finish());
    const action: Action = (order, time) => takeBack(order, ticketId, time);
    return { ticket: await actOnTicket(ctx, call, key, ticketId, action) };
  };
