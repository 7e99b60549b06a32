import type { Rpc } from '@sippy/kit/call';
import { notFound } from '@sippy/kit/refusal';
import type { GetPayableRequest, GetPayableResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { due } from '../domain/order.ts';
import { isClosed } from '../domain/order-state.ts';
import { orderMessage } from '../messages/answers.ts';
import { findOrder } from '../store/read-orders.ts';

/** Reads what a payment of an order must know. */
export const getPayable =
  (ctx: OrderContext): Rpc<GetPayableRequest, GetPayableResponse> =>
  async (request, call) => {
    const order = await findOrder(ctx, call.scope, request.orderId);
    if (!order) throw notFound('order', request.orderId);
    const held = order.heldUntil !== null && order.heldUntil > ctx.clock.now();
    return {
      order: orderMessage(order),
      isPayable: !isClosed(order.status) && due(order) > 0n,
      paymentIds: held ? [...order.holdIds] : [],
    };
  };
