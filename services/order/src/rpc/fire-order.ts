import type { Rpc } from '@sippy/kit/call';
import { FireOrderRequest, type FireOrderResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { checkVersion } from '../domain/details.ts';
import { fire } from '../domain/progress.ts';
import { orderMessage } from '../messages/answers.ts';
import { editOnce } from '../steps/edit-once.ts';

/** Sends an open order to the kitchen. */
export const fireOrder =
  (ctx: OrderContext): Rpc<FireOrderRequest, FireOrderResponse> =>
  async (request, call) => {
    const order = await editOnce(ctx, call, request, FireOrderRequest, (current, now) => {
      checkVersion(current, request.version);
      return fire(current, now);
    });
    return { order: orderMessage(order) };
  };
