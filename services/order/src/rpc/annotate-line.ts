import type { Rpc } from '@sippy/kit/call';
import { AnnotateLineRequest, type AnnotateLineResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { annotateLine as annotate } from '../domain/line-edits.ts';
import { orderMessage } from '../messages/answers.ts';
import { editOnce } from '../steps/edit-once.ts';

/** Changes a line's note or course. */
export const annotateLine =
  (ctx: OrderContext): Rpc<AnnotateLineRequest, AnnotateLineResponse> =>
  async (request, call) => {
    const { lineId } = request;
    const order = await editOnce(ctx, call, request, AnnotateLineRequest, (current, now) =>
      annotate(current, lineId, request.note, request.course, now),
    );
    return { order: orderMessage(order) };
  };
