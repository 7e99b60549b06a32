import type { Rpc } from '@sippy/kit/call';
import { RemoveLineRequest, type RemoveLineResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { removeLine as remove } from '../domain/line-edits.ts';
import { orderMessage } from '../messages/answers.ts';
import { editOnce } from '../steps/edit-once.ts';

/** Removes a line that the kitchen does not know of. */
export const removeLine =
  (ctx: OrderContext): Rpc<RemoveLineRequest, RemoveLineResponse> =>
  async (request, call) => {
    const { lineId } = request;
    const order = await editOnce(ctx, call, request, RemoveLineRequest, (current, now) =>
      remove(current, lineId, now),
    );
    return { order: orderMessage(order) };
  };
