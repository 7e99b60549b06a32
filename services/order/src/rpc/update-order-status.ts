import type { Rpc } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import { invalidField } from '@sippy/kit/refusal';
import { OrderStatus } from '@sippy/proto/order/v1/order';
import {
  UpdateOrderStatusRequest,
  type UpdateOrderStatusResponse,
} from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { checkVersion } from '../domain/details.ts';
import { cancel, moveOn } from '../domain/progress.ts';
import { orderMessage } from '../messages/answers.ts';
import { reasonOf } from '../messages/requests.ts';
import { editOnce } from '../steps/edit-once.ts';
import { askedIfUnpaid, heardIfReachable } from '../steps/payment-word.ts';

/** Moves an order one step on. */
export const updateOrderStatus =
  (ctx: OrderContext): Rpc<UpdateOrderStatusRequest, UpdateOrderStatusResponse> =>
  async (request, call) => {
    const status = nameOf(OrderStatus, request.status);
    if (!status) throw invalidField('status', 'must be a status');
    const order = await editOnce(ctx, call, request, UpdateOrderStatusRequest, async (current, now) => {
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
