import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type {
  ListCustomerOrdersRequest,
  ListCustomerOrdersResponse,
} from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { orderStatusName } from '../messages/names.ts';
import { orderMessage } from '../messages/order-message.ts';
import { listOrders } from '../store/read-orders.ts';
import { named, orderKey } from './list-cafe-orders.ts';

/** Lists orders of a customer, the latest first. */
export const listCustomerOrders =
  (ctx: OrderContext): Rpc<ListCustomerOrdersRequest, ListCustomerOrdersResponse> =>
  async (request, call) => {
    const filter = {
      cafeId: request.cafeId || undefined,
      customerId: request.customerId,
      statuses: named(request.statuses, orderStatusName),
    };
    const list = `customer orders ${JSON.stringify(filter)}`;
    const page = decodePage(request.page, list, ['time', 'uuid']);
    const { rows, nextPageToken } = cutPage(
      await listOrders(ctx.db, call.scope, filter, page),
      page,
      list,
      orderKey,
    );
    return { orders: rows.map(orderMessage), pageInfo: { nextPageToken } };
  };
