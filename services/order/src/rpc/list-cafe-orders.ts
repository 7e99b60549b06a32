import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import { OrderChannel, OrderStatus, PaymentStatus } from '@sippy/proto/order/v1/order';
import type { ListCafeOrdersRequest, ListCafeOrdersResponse } from '@sippy/proto/order/v1/order_service';
import { OrderKind } from '@sippy/proto/type/v1/order_kind';
import type { OrderContext } from '../context.ts';
import { orderMessage } from '../messages/answers.ts';
import { namesOf } from '../messages/requests.ts';
import { listOrders, orderKey } from '../store/read-orders.ts';

/** Lists orders of a café, the latest first. */
export const listCafeOrders =
  (ctx: OrderContext): Rpc<ListCafeOrdersRequest, ListCafeOrdersResponse> =>
  async (request, call) => {
    const filter = {
      cafeId: request.cafeId,
      customerId: request.customerId || undefined,
      statuses: namesOf(OrderStatus, request.statuses),
      paymentStatuses: namesOf(PaymentStatus, request.paymentStatuses),
      kinds: namesOf(OrderKind, request.kinds),
      channels: namesOf(OrderChannel, request.channels),
      businessDay: request.businessDay || undefined,
      number: request.number.toUpperCase() || undefined,
    };
    const list = `orders ${JSON.stringify(filter)}`;
    const page = decodePage(request.page, list, ['time', 'uuid']);
    const { rows, nextPageToken } = cutPage(
      await listOrders(ctx.db, call.scope, filter, page),
      page,
      list,
      orderKey,
    );
    return { orders: rows.map(orderMessage), pageInfo: { nextPageToken } };
  };
