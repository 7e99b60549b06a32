import type { Rpc } from '@sippy/kit/call';
import { invalidField } from '@sippy/kit/refusal';
import {
  UpdateOrderStatusRequest,
  type UpdateOrderStatusResponse,
} from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { checkVersion } from '../domain/details.ts';
import { cancel, moveOn } from '../domain/progress.ts';
import { orderStatusName } from '../messages/names.ts';
import { orderMessage } from '../messages/order-message.ts';
import { reasonOf } from '../messages/requests.ts';
import { editOrder } from './edit-order.ts';
import { askedIfUnpaid, heardIfReachable } from './payment-word.ts';

/** Moves an order one step on. */
export const updateOrderStatus =
  (ctx: OrderContext): Rpc<UpdateOrderStatusRequest, UpdateOrderStatusResponse> =>
  async (request, call) => {
    const status = orderStatusName(request.status);
    if (!status) throw invalidField('status', 'must be a status');
    const order = await editOrder(ctx, call, request, UpdateOrderStatusRequest, async (current, now) => {
      checkVersion(current, request.version);
      if (status === 'CANCELLED') {
        call.authoriseCafe(current.cafeId, 'order.cancel');
        const reason = reasonOf(request.reason, 'reason');
        return cancel(await heardIfReachable(ctx, current, call), reason, { refund: false }, now);
      }
      if (status !== 'COMPLETED') return moveOn(current, status, now);
      call.authoriseCafe(current.cafeId, 'order.edit');
      return moveOn(await askedIfUnpaid(ctx, current, call), status, now);
    });
    return { order: orderMessage(order) };
  };
