import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type { ListCafeOrdersRequest, ListCafeOrdersResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import type { Order } from '../domain/order.ts';
import { orderChannelName, orderKindName, orderStatusName, paymentStatusName } from '../messages/names.ts';
import { orderMessage } from '../messages/order-message.ts';
import { listOrders } from '../store/read-orders.ts';

/** Lists orders of a café, the latest first. */
export const listCafeOrders =
  (ctx: OrderContext): Rpc<ListCafeOrdersRequest, ListCafeOrdersResponse> =>
  async (request, call) => {
    const filter = {
      cafeId: request.cafeId,
      customerId: request.customerId || undefined,
      statuses: named(request.statuses, orderStatusName),
      paymentStatuses: named(request.paymentStatuses, paymentStatusName),
      kinds: named(request.kinds, orderKindName),
      channels: named(request.channels, orderChannelName),
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

/** Where an order stands in a list. */
export function orderKey(order: Order): [Date, string] {
  return [order.takenTime, order.orderId];
}

/** Enum values by their names; UNSPECIFIED ones ask for nothing. */
export function named<V, N>(values: readonly V[], nameOf: (value: V) => N | undefined): N[] {
  return values.flatMap((value) => nameOf(value) ?? []);
}
