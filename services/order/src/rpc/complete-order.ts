import type { Rpc } from '@sippy/kit/call';
import { CompleteOrderRequest, type CompleteOrderResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { checkVersion } from '../domain/details.ts';
import { complete } from '../domain/progress.ts';
import { orderMessage } from '../messages/answers.ts';
import { editOnce } from '../steps/edit-once.ts';
import { askedIfUnpaid } from '../steps/payment-word.ts';

/** Hands a paid order over. */
export const completeOrder =
  (ctx: OrderContext): Rpc<CompleteOrderRequest, CompleteOrderResponse> =>
  async (request, call) => {
    const order = await editOnce(ctx, call, request, CompleteOrderRequest, async (current, now) => {
      checkVersion(current, request.version);
      return complete(await askedIfUnpaid(ctx, current, call), now);
    });
    return { order: orderMessage(order) };
  };
