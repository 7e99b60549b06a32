import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import { serviceScope } from '@sippy/kit/scope';
import { OrderStatus } from '@sippy/proto/order/v1/order';
import type {
  ListCustomerOrdersRequest,
  ListCustomerOrdersResponse,
} from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { orderMessage } from '../messages/answers.ts';
import { namesOf } from '../messages/requests.ts';
import { idsOfCustomer } from '../store/merged-customers.ts';
import { listOrders, listOrdersOfAll, orderKey } from '../store/read-orders.ts';

/** Lists orders of a customer, the latest first. */
export const listCustomerOrders =
  (ctx: OrderContext): Rpc<ListCustomerOrdersRequest, ListCustomerOrdersResponse> =>
  async (request, call) => {
    const filter = {
      cafeId: request.cafeId || undefined,
      customerId: request.customerId,
      statuses: namesOf(OrderStatus, request.statuses),
    };
    const list = `customer orders ${JSON.stringify(filter)}`;
    const page = decodePage(request.page, list, ['time', 'uuid']);
    const ids = await idsOfCustomer(ctx.db, filter.customerId);
    const found = () =>
      ids.length === 1
        ? listOrders(ctx.db, call.scope, filter, page)
        : listOrdersOfAll(
            ctx.db,
            call.scope.kind === 'customer' ? serviceScope : call.scope,
            ids,
            filter,
            page,
          );
    const { rows, nextPageToken } = cutPage(await found(), page, list, orderKey);
    return { orders: rows.map(orderMessage), pageInfo: { nextPageToken } };
  };
