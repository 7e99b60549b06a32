import type { Rpc } from '@sippy/kit/call';
import {
  ChangeLineQuantityRequest,
  type ChangeLineQuantityResponse,
} from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { changeQuantity } from '../domain/line-edits.ts';
import { orderMessage } from '../messages/answers.ts';
import { editOnce } from '../steps/edit-once.ts';

/** Changes how many of a line are ordered. */
export const changeLineQuantity =
  (ctx: OrderContext): Rpc<ChangeLineQuantityRequest, ChangeLineQuantityResponse> =>
  async (request, call) => {
    const { lineId } = request;
    const order = await editOnce(ctx, call, request, ChangeLineQuantityRequest, (current, now) =>
      changeQuantity(current, lineId, request.quantity, now),
    );
    return { order: orderMessage(order) };
  };
