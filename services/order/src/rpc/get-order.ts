import type { Rpc } from '@sippy/kit/call';
import type { GetOrderRequest, GetOrderResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { priced } from '../domain/order.ts';
import type { PriceStep } from '../domain/pricing-terms.ts';
import { orderMessage, stepMessage } from '../messages/answers.ts';
import { reachOrder } from '../steps/reach-order.ts';

/** Reads an order, with how its amounts came about if asked for. */
export const getOrder =
  (ctx: OrderContext): Rpc<GetOrderRequest, GetOrderResponse> =>
  async (request, call) => {
    const order = await reachOrder(ctx, call, request.orderId);
    const trace: PriceStep[] = [];
    if (request.withTrace) priced(order, trace);
    const { currency } = order.terms;
    return { order: orderMessage(order), trace: trace.map((step) => stepMessage(step, currency)) };
  };
