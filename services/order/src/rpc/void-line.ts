import type { Rpc } from '@sippy/kit/call';
import { VoidLineRequest, type VoidLineResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { voidLine as takeOff } from '../domain/line-edits.ts';
import { orderMessage } from '../messages/answers.ts';
import { reasonOf } from '../messages/requests.ts';
import { editOnce } from '../steps/edit-once.ts';

/** Takes some of a line off although the kitchen knows of it. */
export const voidLine =
  (ctx: OrderContext): Rpc<VoidLineRequest, VoidLineResponse> =>
  async (request, call) => {
    const { lineId } = request;
    const order = await editOnce(ctx, call, request, VoidLineRequest, (current, now) =>
      takeOff(current, lineId, request.quantity, reasonOf(request.reason, 'reason'), now),
    );
    return { order: orderMessage(order) };
  };
