import type { Rpc } from '@sippy/kit/call';
import type { GetTicketRequest, GetTicketResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { getTicket as readTicket } from '../store/tickets.ts';

/** Reads a ticket. The request names no café: the caller's right is checked at the ticket's. */
export const getTicket =
  (ctx: KitchenContext): Rpc<GetTicketRequest, GetTicketResponse> =>
  async (request, call) => {
    const ticket = await readTicket(ctx.db, call.scope, request.ticketId);
    call.authoriseCafe(ticket.cafeId);
    return { ticket };
  };
