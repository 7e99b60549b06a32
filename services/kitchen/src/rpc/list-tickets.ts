import type { Rpc } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import { cutPage, decodePage } from '@sippy/kit/page';
import { invalidField } from '@sippy/kit/refusal';
import { TicketStatus } from '@sippy/proto/kitchen/v1/kitchen';
import type { ListTicketsRequest, ListTicketsResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import type { TicketStatusName } from '../domain/kitchen.ts';
import {
  ACTIVE,
  activeKey,
  doneKey,
  isHistory,
  pageKeyOf,
  listTickets as readTickets,
} from '../store/tickets.ts';

/** Lists tickets of a café, or of one station or order there: those with something to do, unless states are named. */
export const listTickets =
  (ctx: KitchenContext): Rpc<ListTicketsRequest, ListTicketsResponse> =>
  async (request, call) => {
    const { cafeId, stationId, orderId } = request;
    const statuses = request.statuses.length > 0 ? request.statuses.map(statusName) : ACTIVE;
    const history = isHistory(statuses);
    const list = `tickets ${cafeId} ${stationId} ${orderId} ${statuses.join()}`;
    const page = decodePage(request.page, list, history ? doneKey : activeKey);
    const filter = { cafeId, statuses, stationIds: stationId ? [stationId] : [], orderId };
    const found = await readTickets(ctx.db, call.scope, filter, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (ticket) => pageKeyOf(ticket, history));
    return { tickets: [...rows], pageInfo: { nextPageToken } };
  };

function statusName(status: TicketStatus): TicketStatusName {
  const name = nameOf(TicketStatus, status);
  if (!name) throw invalidField('statuses', 'must name a status');
  return name;
}
