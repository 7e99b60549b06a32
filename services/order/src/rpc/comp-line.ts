import type { Rpc } from '@sippy/kit/call';
import { CompLineRequest, type CompLineResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { compLine as comp } from '../domain/line-edits.ts';
import { orderMessage } from '../messages/answers.ts';
import { reasonOf } from '../messages/requests.ts';
import { editOnce } from '../steps/edit-once.ts';

/** Makes some of a line free of charge. */
export const compLine =
  (ctx: OrderContext): Rpc<CompLineRequest, CompLineResponse> =>
  async (request, call) => {
    const { lineId } = request;
    const order = await editOnce(ctx, call, request, CompLineRequest, (current, now) =>
      comp(current, lineId, request.quantity, reasonOf(request.reason, 'reason'), now),
    );
    return { order: orderMessage(order) };
  };
